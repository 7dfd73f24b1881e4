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
  /// Why gradients of one convolution are computed apart, by the node of that at the input.
  private(set) var separations: [Int: ConvolutionGradientsKernel.Separation] = [:]
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
      guard case .conv2dInputGradient = node.operation else { continue }
      let gradient = node.operands[1]
      for filters in users[gradient.node] where pairs[index] == nil {
        guard inputGradients[filters] == nil, Self.isThere(filters, after: index, plan) else {
          continue
        }
        add(index, filters, plan)
      }
      if pairs[index] != nil, !roots.contains(gradient.node),
        Set(users[gradient.node]).count == 2,
        !plan.convolutionFusion.fused.contains(gradient.node),
        plan.convolutionFusion.canFuse(gradient.node, plan)
      {
        fused.insert(gradient.node)
      }
    }
  }

  /// The node that is computed together with another.
  func partner(of node: Int) -> Int? { pairs[node]?.filterGradient ?? inputGradients[node] }

  /// Adds both gradients of a convolution, or why they are apart.
  private mutating func add(_ input: Int, _ filters: Int, _ plan: Plan) {
    guard
      case .convolution(.convolutionInputGradient(let first), _) = plan.choices[input]?.method,
      case .convolution(.convolutionFilterGradient(let second), _) = plan.choices[filters]?.method,
      first.geometry == second.geometry
    else { return }
    do {
      let kernel = try ConvolutionGradientsKernel(first, second, target: plan.target)
      pairs[input] = Pair(filterGradient: filters, kernel: kernel)
      inputGradients[filters] = input
      separations[input] = nil
    } catch {
      separations[input] = error
    }
  }

  /// Whether a node is a gradient at filters of the same output gradient as one at an input before
  /// it, at which all that it reads is there.
  private static func isThere(_ filters: Int, after input: Int, _ plan: Plan) -> Bool {
    let node = plan.graph.nodes[filters]
    guard filters > input, case .conv2dFilterGradient = node.operation,
      node.operands[1] == plan.graph.nodes[input].operands[1]
    else { return false }
    let read = node.operands[0]
    return plan.convolutionFusion.fused.contains(read.node)
      ? plan.graph[read].operands.allSatisfy { $0.node < input } : read.node < input
  }
}
