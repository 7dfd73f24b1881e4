import GraphIR

/// Says which nodes may become part of their user.
struct FusionRules {
  private let graph: Graph
  private let isLive: [Bool]
  private let users: [[Int]]
  private let rootNodes: Set<Int>
  /// For each node, the shared value that it replaces.
  private var updates: [Int: Int] = [:]
  private var updatedShared: Set<Int> = []

  init(_ graph: Graph) {
    self.graph = graph
    isLive = graph.liveNodes
    users = graph.liveUsers
    rootNodes = Set(graph.roots.map(\.value.node))
    for root in graph.roots {
      guard case .update(let shared) = root.role else { continue }
      updates[root.value.node] = shared
      updatedShared.insert(shared)
    }
  }

  /// Whether nothing but the given node reads a result.
  func isMergeable(_ index: Int, into user: Int) -> Bool {
    isLive[user] && users[index] == [user] && !rootNodes.contains(index)
  }

  /// Whether a node, with what it has merged already, may be computed where its user is.
  func allow(_ producer: Node, in user: Int, nodes: [Node]) -> Bool {
    let hasShape = producer.types[0].shape == graph.nodes[user].types[0].shape
    guard hasShape || Self.isCheap(producer, nodes) else { return false }
    return keepsUpdate(producer, in: user, nodes: nodes)
  }

  /// Whether a user that is computed in the place of a shared value still can be when it has merged
  /// a node.
  func keepsUpdate(_ producer: Node, in user: Int, nodes: [Node]) -> Bool {
    guard let shared = updates[user] else { return true }
    return producer.operands.allSatisfy { operand in
      // Reading the very element that is replaced is fine. Anything else that an update has
      // replaced, or will, would make it a copy.
      guard let viewed = Self.viewedShared(operand, nodes), updatedShared.contains(viewed) else {
        return true
      }
      return viewed == shared && nodes[operand.node].operation.isSource
    }
  }

  /// Whether computing a node once for each element of a larger shape costs next to nothing.
  private static func isCheap(_ node: Node, _ nodes: [Node]) -> Bool {
    guard case .elementwise(let program, _) = node.operation else { return false }
    if node.function == .identity { return true }
    return node.types[0].shape.elementCount == 1
      && program.steps.allSatisfy { !$0.function.isTranscendental }
  }

  /// The shared value whose memory a value may lie in.
  private static func viewedShared(_ value: Value, _ nodes: [Node]) -> Int? {
    var node = nodes[value.node]
    while true {
      switch node.operation {
      case .shared(let number, _): return number
      case .reshape, .sliceRows, .dimshuffle: node = nodes[node.operands[0].node]
      default: return nil
      }
    }
  }
}
