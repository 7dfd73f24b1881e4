import GraphIR

// How much there is to do, for which an estimate is enough.

extension Schedule {
  /// What it costs to read or write an element from memory and compute a little with it, in products
  /// of a convolution.
  private static let elementCost = 8

  /// Whether some kernels together are too little work to share it out to threads.
  public func isSmall(_ kernels: [Kernel]) -> Bool {
    var total = 0
    for kernel in kernels {
      total += work(kernel)
      // Of many large kernels the sum would overflow.
      if total >= target.threadedWork { return false }
    }
    return true
  }

  /// The work of a kernel, in products.
  private func work(_ kernel: Kernel) -> Int {
    switch kernel.body {
    case .matrixProduct(let product): product.termCount
    case .convolution(let convolution): convolution.geometry.products
    case .convolutionInputGradient(let gradient): gradient.geometry.products
    case .convolutionFilterGradient(let gradient): gradient.geometry.products
    case .winogradConvolution(let convolution): convolution.tiling.geometry.products
    case .winogradInputGradient(let gradient): gradient.tiling.geometry.products
    case .winogradFilterGradient(let gradient): gradient.tiling.geometry.products
    case .rowTiledConvolution(let convolution): convolution.tiling.geometry.products
    case .rowTiledFilterGradient(let gradient): gradient.tiling.geometry.products
    // Of a table some rows are read.
    case .take: elements(kernel.results) * Self.elementCost
    default: elements(kernel.operands + kernel.results) * Self.elementCost
    }
  }

  private func elements(_ buffers: [Int]) -> Int {
    buffers.map { self.buffers[$0].byteCount / self.buffers[$0].type.elementType.byteCount }
      .reduce(0, +)
  }
}

extension ConvolutionGeometry {
  /// The products of a dense convolution, those of unused lanes included.
  fileprivate var products: Int {
    blocks * lanes * filters * filterSize * outputHeight * outputWidth
  }
}
