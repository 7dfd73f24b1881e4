import GraphIR
import Schedule

extension Unfolding {
  /// Patches that let each compute some rows and columns of windows.
  private init(
    _ geometry: ConvolutionGeometry, window: [Int], windows: (rows: Int, columns: Int),
    each: (rows: Int, columns: Int)
  ) {
    let (stride, dilation) = (geometry.convolution.stride, geometry.convolution.dilation)
    let rowStep = each.rows * window[0] * stride[0]
    let columnStep = each.columns * window[1] * stride[1]
    self.init(
      elementType: geometry.elementType, lanes: geometry.lanes, images: geometry.images,
      channels: geometry.channels, height: geometry.height, width: geometry.width,
      top: geometry.convolution.padding.before[0], left: geometry.convolution.padding.before[1],
      filters: geometry.filters, rows: windows.rows / each.rows,
      columns: windows.columns / each.columns,
      patchHeight: rowStep - stride[0] + dilation[0] * (geometry.filterHeight - 1) + 1,
      patchWidth: columnStep - stride[1] + dilation[1] * (geometry.filterWidth - 1) + 1,
      rowStep: rowStep, columnStep: columnStep, resultHeight: each.rows,
      resultWidth: each.columns)
  }

  /// What it costs to move a vector of elements into patches, in cycles of `ConvolutionCost`.
  private static let moveCost = 12.0
  /// Patches with the geometry of their convolution and what it costs.
  struct Costed {
    let unfolding: Unfolding
    let geometry: ConvolutionGeometry
    let cycles: Double
  }

  /// The cheapest patches of a convolution, or `nil` where none can be cut.
  static func cheapest(
    _ geometry: ConvolutionGeometry, _ block: ConvolutionBlock, target: Target
  ) -> Costed? {
    // The gradients' kernels read what is kept for them with images innermost.
    guard geometry.images > 0, geometry.images < geometry.lanes, !block.keepsMask,
      !block.keepsSums
    else { return nil }
    let window = block.pooling?.window ?? [1, 1]
    let windows = (
      rows: geometry.outputHeight / window[0], columns: geometry.outputWidth / window[1]
    )
    let cost = ConvolutionCost(role: .output)
    var cheapest: Costed?
    for rows in Self.divisors(windows.rows) {
      for columns in Self.divisors(windows.columns) {
        let unfolding = Unfolding(
          geometry, window: window, windows: windows, each: (rows, columns))
        let patch = ConvolutionGeometry(
          geometry.convolution.padded(.none), input: unfolding.patchShape,
          filters: [
            geometry.filters, geometry.channelsPerGroup, geometry.filterHeight,
            geometry.filterWidth,
          ], elementType: geometry.elementType, target: target)
        let elements = unfolding.channels * unfolding.patchHeight * unfolding.patchWidth
        let cycles =
          Double(unfolding.blocks)
          * (cost.direct(patch, window: window) + Double(elements) * Self.moveCost)
        if cheapest.map({ cycles < $0.cycles }) ?? true {
          cheapest = Costed(unfolding: unfolding, geometry: patch, cycles: cycles)
        }
      }
    }
    return cheapest
  }

  private static func divisors(_ count: Int) -> [Int] {
    guard count >= 1 else { return [] }
    var small: [Int] = []
    var divisor = 1
    while divisor <= count / divisor {
      if count.isMultiple(of: divisor) { small.append(divisor) }
      divisor += 1
    }
    let large = small.reversed().map { count / $0 }
    return small + (small.last == large.first ? large.dropFirst() : large[...])
  }
}
