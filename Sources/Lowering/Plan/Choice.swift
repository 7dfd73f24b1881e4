import GraphIR
import GraphPasses
import Schedule

/// How a node is computed for which there are several ways, and what each of them would cost.
package struct Choice: Sendable {
  /// A way that was thought of.
  package struct Candidate: Sendable {
    package let name: String
    /// An estimate, which ranks the ways and predicts no time.
    package let cycles: Double
    /// The milliseconds that it was measured to take, if it was.
    package var milliseconds: Double?
  }

  /// Why a way is taken, besides what each costs.
  package enum Reason: String, Sendable {
    case fewestCycles = "the fewest"
    case onlyWay = "no other way"
    case littleGain = "patches would save too little"
    case measured = "the fastest by measurement"
  }

  enum Method: Sendable {
    /// A convolution or one of its gradients, by this kernel.
    case convolution(Kernel.Body, ConvolutionAlgorithm)
    /// A convolution of few images, by this kernel on their patches.
    case patches(ConvolutionKernel, Unfolding)
    case product(MatrixProduct)
  }

  let method: Method
  /// All ways, in the order in which they were thought of.
  package private(set) var candidates: [Candidate]
  package let reason: Reason

  /// - Parameter reason: `nil` where the number of candidates says it.
  init(_ method: Method, candidates: [Candidate], reason: Reason? = nil) {
    self.method = method
    self.candidates = candidates
    self.reason = reason ?? (candidates.count > 1 ? .fewestCycles : .onlyWay)
  }

  /// The choice for a node, or `nil` where there is but one way.
  ///
  /// - Parameters:
  ///   - tuned: what was measured of the node, whose way is taken if there is one of that name.
  ///   - sums: the order of a sum over so many images.
  init?(
    _ node: Node, in graph: Graph, target: Target, _ optimization: Optimization,
    tuned: TunedChoices.Node? = nil, sums: (_ images: Int) -> SumTree
  ) {
    func choice(_ way: String?) -> Choice? {
      Choice(convolution: node, in: graph, target: target, optimization, way: way)
        ?? Choice(product: node, in: graph, target: target, way: way, sums: sums)
    }
    guard var taken = choice(nil) else { return nil }
    if let tuned {
      if tuned.way != taken.way, let other = choice(tuned.way), other.way == tuned.way {
        taken = Choice(other.method, candidates: other.candidates, reason: .measured)
      }
      for (number, candidate) in taken.candidates.enumerated() {
        taken.candidates[number].milliseconds =
          tuned.measurements.first { $0.way == candidate.name }?.milliseconds
      }
    }
    self = taken
  }

  /// The name of the way that is taken, among those of the candidates.
  package var way: String {
    switch method {
    case .convolution(_, let algorithm): algorithm.name
    case .patches: Self.patches
    case .product(let product):
      product.tiling.map { ProductTilings.name(of: $0) } ?? ProductTilings.blas
    }
  }

  /// The name of the way by patches.
  static let patches = "direct on patches"

  /// The matrix product, where it is one.
  var product: MatrixProduct? {
    if case .product(let product) = method { product } else { nil }
  }

  /// Whether patches are cut from rows.
  var usesPatches: Bool {
    if case .patches = method { true } else { false }
  }
}
