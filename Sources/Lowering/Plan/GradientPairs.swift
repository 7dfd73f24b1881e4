import GraphIR
import GraphPasses
import Schedule

/// The gradients of a convolution, at its input and at its filters, that one kernel computes.
///
/// The kernel comes where that of the gradient at the input would, early in the backward sweep, so
/// that the output gradient need not be kept until all gradients at parameters are computed.
struct GradientPairs {
  /// What is computed together.
  struct Pair {
    /// The node of the gradient at the filters.
    let filterGradient: Int
    let kernel: ConvolutionGradientsKernel
  }

  /// The pairs, by the node of the gradient at the input.
  private(set) var pairs: [Int: Pair] = [:]
  /// For the node of the gradient at the filters, that of the gradient at the input.
  private(set) var inputGradients: [Int: Int] = [:]
  /// The output gradients that no other kernel reads and the kernels compute themselves.
  private(set) var fused: Set<Int> = []

  /// No pair at all.
  static let none = GradientPairs()

  private init() {}

  /// - Parameter plan: with algorithms, layouts and all fusions.
  init(_ plan: Plan) {
    let graph = plan.graph
    let users = graph.users
    let roots = Set(graph.roots.map(\.value.node))
    for (index, node) in graph.nodes.enumerated() {
      guard case .conv2dInputGradient = node.operation,
        let filters = users[node.operands[1].node].first(where: {
          Self.isFilterGradient($0, of: node.operands[1], in: graph)
        }), filters > index, inputGradients[filters] == nil,
        let kernel = Self.kernel(index, filters, plan),
        Self.isThere(graph.nodes[filters].operands[0], before: index, plan)
      else { continue }
      pairs[index] = Pair(filterGradient: filters, kernel: kernel)
      inputGradients[filters] = index
      let gradient = node.operands[1].node
      if !roots.contains(gradient), Set(users[gradient]) == [index, filters],
        !plan.convolutionFusion.fused.contains(gradient),
        plan.convolutionFusion.canFuse(gradient, plan)
      {
        fused.insert(gradient)
      }
    }
  }

  /// The node that is computed together with another.
  func partner(of node: Int) -> Int? { pairs[node]?.filterGradient ?? inputGradients[node] }

  private static func isFilterGradient(_ node: Int, of gradient: Value, in graph: Graph) -> Bool {
    guard case .conv2dFilterGradient = graph.nodes[node].operation else { return false }
    return graph.nodes[node].operands[1] == gradient
  }

  private static func kernel(
    _ input: Int, _ filters: Int, _ plan: Plan
  ) -> ConvolutionGradientsKernel? {
    guard
      case .convolution(.convolutionInputGradient(let input), _) = plan.choices[input]?.method,
      case .convolution(.convolutionFilterGradient(let filters), _) = plan.choices[filters]?.method
    else { return nil }
    return ConvolutionGradientsKernel(input, filters, target: plan.target)
  }

  /// Whether a tensor, or all that a kernel computes it of, is there before a node.
  private static func isThere(_ value: Value, before node: Int, _ plan: Plan) -> Bool {
    plan.convolutionFusion.fused.contains(value.node)
      ? plan.graph[value].operands.allSatisfy { $0.node < node } : value.node < node
  }
}
