import GraphIR
import Schedule

/// How a convolution or one of its gradients is computed.
enum ConvolutionAlgorithm: Sendable, Hashable {
  /// Every product and every sum, as the definition has them.
  case direct
  /// On tiles, with fewer products.
  case winograd(WinogradTiling)
  /// On tiles of single rows, with fewer products than by the definition.
  case rows(RowTiling)

  /// What a kernel computes of a convolution.
  enum Role: Sendable, Hashable {
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
    let cost = ConvolutionCost(role: role, target: target)
    var choices: [(algorithm: ConvolutionAlgorithm, cycles: Double)] = [
      (.direct, cost.direct(geometry))
    ]
    for width in sizes where width.isMultiple(of: window[1]) {
      guard let columns = WinogradTransform(outputs: width, taps: geometry.filterWidth) else {
        continue
      }
      if role != .inputGradient {
        let tiling = RowTiling(geometry: geometry, columns: columns)
        choices.append((.rows(tiling), cost.rows(tiling)))
      }
      for height in sizes where height.isMultiple(of: window[0]) {
        guard let rows = WinogradTransform(outputs: height, taps: geometry.filterHeight) else {
          continue
        }
        let tiling = WinogradTiling(geometry, rows: rows, columns: columns)
        choices.append((.winograd(tiling), cost.winograd(tiling)))
      }
    }
    return choices.min { $0.cycles < $1.cycles }?.algorithm ?? .direct
  }
}
