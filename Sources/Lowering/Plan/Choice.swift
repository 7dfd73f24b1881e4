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
  }

  /// Why a way is taken, besides what each costs.
  package enum Reason: String, Sendable {
    case fewestCycles = "the fewest"
    case onlyWay = "no other way"
    case littleGain = "patches would save too little"
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
  package let candidates: [Candidate]
  package let reason: Reason

  /// - Parameter reason: `nil` where the number of candidates says it.
  init(_ method: Method, candidates: [Candidate], reason: Reason? = nil) {
    self.method = method
    self.candidates = candidates
    self.reason = reason ?? (candidates.count > 1 ? .fewestCycles : .onlyWay)
  }

  /// The choice for a node, or `nil` where there is but one way.
  ///
  /// - Parameter sums: the order of a sum over so many images.
  init?(
    _ node: Node, in graph: Graph, target: Target, _ optimization: Optimization,
    sums: (_ images: Int) -> SumTree
  ) {
    if let convolution = Choice(convolution: node, in: graph, target: target, optimization) {
      self = convolution
    } else if let product = Choice(
      product: node, in: graph, target: target, sums: sums)
    {
      self = product
    } else {
      return nil
    }
  }

  /// The matrix product, where it is one.
  var product: MatrixProduct? {
    if case .product(let product) = method { product } else { nil }
  }

  /// Whether patches are cut from rows.
  var usesPatches: Bool {
    if case .patches = method { true } else { false }
  }
}
