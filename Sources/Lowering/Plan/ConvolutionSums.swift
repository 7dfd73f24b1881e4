import GraphIR
import Schedule

/// The sums over channels and the moments of planes that convolutions take of their own results.
///
/// The convolution before a batch normalisation, for instance, takes its statistics, and the input
/// gradient of the convolution after it both sums of its gradient.
struct ConvolutionSums {
  /// The sums that a convolution takes, in order.
  private(set) var sums: [Int: [Int]] = [:]
  /// The convolution that takes a sum.
  private(set) var convolutions: [Int: Int] = [:]

  /// No sum at all.
  static let none = ConvolutionSums()

  private init() {}

  /// - Parameter plan: with algorithms, layouts and the other fusions.
  init(_ plan: Plan) {
    // Sums of rows are another order of a sum.
    guard !plan.target.isExact else { return }
    for (index, node) in plan.graph.nodes.enumerated() {
      switch node.operation {
      case .planeMoments:
        add([index], numbers: 2, reading: [node.operands[0]], of: node.operands[0], plan)
      case .reduce
      where plan.sumFusion.channelSums.contains(index) && !plan.sumFusion.taken.contains(index):
        let together = plan.sumFusion.groups[index] ?? [index]
        let reads = together.flatMap { plan.sumFusion.terms(of: $0, in: plan.graph) }
        add(
          together, numbers: together.count, reading: reads, of: node.operands[0], plan)
      default:
        break
      }
    }
  }

  /// Adds sums to the convolution that writes the last of what they read, if there is one.
  ///
  /// - Parameters:
  ///   - numbers: how many numbers are left of each row; shorter rows are not worth them.
  ///   - summed: what is summed.
  private mutating func add(
    _ together: [Int], numbers: Int, reading reads: [Value], of summed: Value, _ plan: Plan
  ) {
    let type = plan.graph.type(of: summed)
    let computed = reads.filter { Self.place($0, plan) >= 0 }
    guard type.shape.elementCount > 0, type.shape[3] >= 2 * numbers,
      computed.allSatisfy({ plan.graph.type(of: $0).elementType == type.elementType }),
      let last = reads.max(by: { Self.place($0, plan) < Self.place($1, plan) }), last.result == 0,
      plan.graph.type(of: last) == type, Self.takesSums(last.node, plan),
      reads.allSatisfy({ $0 == last || Self.place($0, plan) < last.node })
    else { return }
    sums[last.node, default: []] += together
    for sum in together { convolutions[sum] = last.node }
  }

  /// The node after which a value is there; numbers that kernels have in themselves always are.
  private static func place(_ value: Value, _ plan: Plan) -> Int {
    if case .constant(let literal) = plan.graph[value].operation, literal.splat != nil { return -1 }
    return value.node
  }

  /// Whether a node is a convolution, or its gradient at the input, that can add up its rows.
  private static func takesSums(_ node: Int, _ plan: Plan) -> Bool {
    guard case .convolution(_, .direct) = plan.choices[node]?.method else { return false }
    switch plan.graph.nodes[node].operation {
    case .conv2d, .convolutionBlock, .conv2dInputGradient, .convolutionBlockInputGradient:
      return true
    default: return false
    }
  }
}
