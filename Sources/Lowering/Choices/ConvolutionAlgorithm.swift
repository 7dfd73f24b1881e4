import GraphIR
import GraphPasses
import Schedule

/// How a convolution or one of its gradients is computed.
enum ConvolutionAlgorithm: Sendable, Hashable {
  /// Every product and every sum of the convolution.
  case direct
  /// On tiles, with fewer products.
  case winograd(WinogradTiling)
  /// On tiles of single rows, with fewer products than the direct way has.
  case rows(RowTiling)

  /// What a kernel computes of a convolution.
  enum Role: Sendable, Hashable {
    case output, inputGradient, filterGradient
  }

  /// A way with what it costs.
  struct Costed {
    let algorithm: ConvolutionAlgorithm
    let cycles: Double

    var candidate: Choice.Candidate {
      Choice.Candidate(name: algorithm.name, cycles: cycles)
    }
  }

  /// All ways, with their cycles by the cost model; the direct one is the first.
  ///
  /// The ways differ in the last bits. So nothing of the machine may count: neither its registers,
  /// nor its caches, nor the number of threads.
  ///
  /// - Parameters:
  ///   - window: the pooling window that the kernel's outputs are taken from; tiles hold whole
  ///     windows.
  ///   - isExact: whether the direct way is the only one.
  static func candidates(
    _ role: Role, _ geometry: ConvolutionGeometry, window: [Int], isExact: Bool,
    _ optimization: Optimization
  ) -> [Costed] {
    let convolution = geometry.convolution
    let cost = ConvolutionCost(role: role)
    let direct = Costed(algorithm: .direct, cycles: cost.direct(geometry, window: window))
    guard !isExact, optimization.contains(.useWinograd), convolution.stride == [1, 1],
      convolution.dilation == [1, 1],
      convolution.groups == 1, geometry.images > 0, geometry.channels > 0, geometry.filters > 0,
      geometry.outputHeight > 0, geometry.outputWidth > 0
    else { return [direct] }
    let sizes = 2...WinogradTransform.mostPoints
    var candidates = [direct]
    for width in sizes where width.isMultiple(of: window[1]) {
      guard let columns = WinogradTransform(outputs: width, taps: geometry.filterWidth) else {
        continue
      }
      if role != .inputGradient {
        let tiling = RowTiling(geometry: geometry, columns: columns)
        candidates.append(Costed(algorithm: .rows(tiling), cycles: cost.rows(tiling)))
      }
      for height in sizes where height.isMultiple(of: window[0]) {
        guard let rows = WinogradTransform(outputs: height, taps: geometry.filterHeight) else {
          continue
        }
        let tiling = WinogradTiling(geometry, rows: rows, columns: columns)
        candidates.append(Costed(algorithm: .winograd(tiling), cycles: cost.winograd(tiling)))
      }
    }
    return candidates
  }

  /// The name among the candidates for one convolution.
  var name: String {
    switch self {
    case .direct: "direct"
    case .winograd(let tiling): "F(\(tiling.rows.outputs)x\(tiling.columns.outputs))"
    case .rows(let tiling): "F(1x\(tiling.columns.outputs))"
    }
  }

  /// The name with all that makes the algorithm.
  var longName: String {
    switch self {
    case .direct: "direct"
    case .winograd(let tiling): "\(tiling)"
    case .rows(let tiling): "\(tiling)"
    }
  }
}

extension [ConvolutionAlgorithm.Costed] {
  /// The way of the given name, or the cheapest where there is none.
  func taken(_ way: String?) -> ConvolutionAlgorithm.Costed {
    first { $0.algorithm.name == way } ?? cheapest
  }

  /// The way that takes the fewest cycles, of which the first.
  var cheapest: ConvolutionAlgorithm.Costed {
    // There always is the direct one.
    self.dropFirst().reduce(self[0]) { $1.cycles < $0.cycles ? $1 : $0 }
  }
}
