import GraphIR
import GraphPasses
import Schedule

/// Says which element-wise nodes are computed inside the sum that reads them, and which sums over
/// images and positions are taken together.
struct SumFusion {
  /// The sums over everything.
  private(set) var sums: Set<Int> = []
  /// The sums that leave a number for each channel, of tensors with images innermost.
  private(set) var channelSums: Set<Int> = []
  /// The other sums of numbers that lie row by row.
  private(set) var rowSums: Set<Int> = []
  /// What is computed inside a sum.
  private(set) var fused: Set<Int> = []
  /// For the first of several sums that one kernel takes, all of them in order.
  private(set) var groups: [Int: [Int]] = [:]
  /// The others of such sums.
  private(set) var taken: Set<Int> = []

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
      guard type.elementType.isFloatingPoint, type.shape.elementCount > 0 else { continue }
      let isWhole =
        axes.count == type.shape.rank && plan.elements(index, type.shape) > FullReduction.part
        && plan.layouts[operand.node] == .rowMajor
      let isOfChannels = plan.layouts[operand.node] != .rowMajor && Set(axes) == [0, 2, 3]
      if isWhole { sums.insert(index) }
      if isOfChannels { channelSums.insert(index) }
      let isOfRows =
        !isWhole && plan.layouts[operand.node] == .rowMajor && axes.count < type.shape.rank
      if isOfRows { rowSums.insert(index) }
      guard fuses, isWhole || isOfChannels || isOfRows,
        case .elementwise(let program, _) = graph[operand].operation,
        // One loop after the other computes what costs more as vectors.
        !isOfRows || program.isCheap, users[operand.node] == [index], !roots.contains(operand.node),
        plan.productFusion.products[operand.node] == nil,
        !isOfChannels || !LayoutAssignment.readsRows(graph[operand], in: graph, plan.layouts),
        graph[operand].operands.allSatisfy({
          isOfRows
            ? !graph[$0].isIota
            : Self.runs(graph.type(of: $0), over: type, graph[$0], byChannel: isOfChannels)
        })
      else { continue }
      fused.insert(operand.node)
    }
    if fuses { group(plan) }
  }

  /// Whether one loop over all elements reads an operand in one stride, or one of the elements of a
  /// channel reads it in none.
  private static func runs(
    _ operand: TensorType, over type: TensorType, _ node: Node, byChannel: Bool
  ) -> Bool {
    if node.isIota { return false }
    if operand.shape == type.shape || operand.shape.elementCount == 1 { return true }
    return byChannel
      && (operand.shape.padded(toRank: 4).extents == [1, type.shape[1], 1, 1]
        || LayoutAssignment.isByPlane(operand, over: type))
  }

  /// What the kernel of a sum reads.
  func terms(of sum: Int, in graph: Graph) -> [Value] {
    let operand = graph.nodes[sum].operands[0]
    return fused.contains(operand.node) ? graph[operand].operands : [operand]
  }

  /// Finds sums that read the same tensors.
  private mutating func group(_ plan: Plan) {
    let graph = plan.graph
    for sum in channelSums.sorted() {
      let operand = graph.nodes[sum].operands[0]
      let type = graph.type(of: operand)
      let reads = terms(of: sum, in: graph)
      let first = groups.keys.sorted().first { first in
        let other = graph.nodes[first].operands[0]
        guard let members = groups[first], members.count < SumGroups.limit,
          graph.type(of: other) == type, plan.layouts[other.node] == plan.layouts[operand.node],
          plan.sums(first, over: type.shape[0]) == plan.sums(sum, over: type.shape[0])
        else { return false }
        return SumGroups.joins(
          reads, terms(of: first, in: graph), before: first, of: type.shape, in: graph)
      }
      if let first {
        groups[first]?.append(sum)
        taken.insert(sum)
      } else {
        groups[sum] = [sum]
      }
    }
    groups = groups.filter { $0.value.count > 1 }
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
