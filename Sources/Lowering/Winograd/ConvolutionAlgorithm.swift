import GraphIR

/// How a convolution or one of its gradients is computed.
public enum ConvolutionAlgorithm: Sendable, Hashable {
  /// Every product and every sum, as the definition has them.
  case direct
  /// On tiles, with fewer products.
  case winograd(WinogradTiling)

  /// What a kernel computes of a convolution.
  public enum Role: Sendable, Hashable {
    case output, inputGradient, filterGradient
  }

  /// The way that takes the fewest cycles by the cost model.
  ///
  /// - Parameter window: the pooling window that the kernel's outputs are taken from; tiles hold
  ///   whole windows.
  static func cheapest(
    _ role: Role, _ geometry: ConvolutionGeometry, window: [Int], target: Target
  ) -> ConvolutionAlgorithm {
    let convolution = geometry.convolution
    guard !target.isExact, convolution.stride == [1, 1], convolution.dilation == [1, 1],
      convolution.groups == 1, geometry.images > 0, geometry.channels > 0, geometry.filters > 0,
      geometry.outputHeight > 0, geometry.outputWidth > 0
    else { return .direct }
    let sizes = 2...WinogradTransform.mostPoints
    let tilings = sizes.filter { $0.isMultiple(of: window[0]) }.flatMap { height in
      sizes.filter { $0.isMultiple(of: window[1]) }.compactMap { width -> WinogradTiling? in
        guard let rows = WinogradTransform(outputs: height, taps: geometry.filterHeight),
          let columns = WinogradTransform(outputs: width, taps: geometry.filterWidth)
        else { return nil }
        return WinogradTiling(geometry, rows: rows, columns: columns)
      }
    }
    let cost = ConvolutionCost(role: role, target: target)
    let best = tilings.map { (tiling: $0, cycles: cost.winograd($0)) }.min { $0.cycles < $1.cycles }
    guard let best, best.cycles < cost.direct(geometry) else { return .direct }
    return .winograd(best.tiling)
  }
}

extension Kernel.Body {
  /// Whether the kernel computes on Winograd's tiles, which round differently from the definition.
  public var usesTiles: Bool {
    switch self {
    case .winogradConvolution, .winogradInputGradient, .winogradFilterGradient: true
    default: false
    }
  }
}
