import GraphIR
import Schedule

/// Says which element-wise nodes are computed inside the sum over everything that reads them.
struct SumFusion {
  private(set) var sums: Set<Int> = []
  private(set) var fused: Set<Int> = []

  /// No sum at all.
  static let none = SumFusion()

  private init() {}

  /// - Parameters:
  ///   - plan: with layouts and products.
  ///   - fuses: whether any are; sums over everything are found either way.
  init(_ plan: Plan, fuses: Bool) {
    let graph = plan.graph
    let users = graph.users
    let roots = Set(graph.roots.map(\.value.node))
    for (index, node) in graph.nodes.enumerated() {
      guard case .reduce(.sum, let axes, _) = node.operation else { continue }
      let operand = node.operands[0]
      let type = graph.type(of: operand)
      guard type.elementType.isFloatingPoint, axes.count == type.shape.rank,
        plan.elements(index, type.shape) > FullReduction.part,
        plan.layouts[operand.node] == .rowMajor
      else { continue }
      sums.insert(index)
      guard fuses, case .elementwise = graph[operand].operation, users[operand.node] == [index],
        !roots.contains(operand.node), plan.productFusion.products[operand.node] == nil,
        graph[operand].operands.allSatisfy({ Self.runs(graph.type(of: $0), over: type, graph[$0]) })
      else { continue }
      fused.insert(operand.node)
    }
  }

  /// Whether one loop over all elements reads an operand in one stride.
  private static func runs(_ operand: TensorType, over type: TensorType, _ node: Node) -> Bool {
    !node.isIota && (operand.shape == type.shape || operand.shape.elementCount == 1)
  }
}

extension Plan {
  /// The elements of a sum over everything, those of other processes included.
  fileprivate func elements(_ node: Int, _ shape: Shape) -> Int {
    guard let rows = shape.extents.first, rows > 0 else { return 0 }
    let all = graph.shard.map { shardedSums.contains(node) ? $0.images : rows } ?? rows
    return all * (shape.elementCount / rows)
  }
}
