import GraphIR

extension Pass {
  /// Makes one loop of element-wise operations that follow each other.
  ///
  ///     %2 = constant(0.1) : float()
  ///     %3 = multiply %2, %1 : float(800, 500)
  ///     %4 = subtract %0, %3 : float(800, 500)
  ///
  /// becomes
  ///
  ///     %2 = constant(0.1) : float()
  ///     %4 = elementwise { t3 = multiply a1 a2; subtract a0 t3 } %0, %2, %1 : float(800, 500)
  ///
  /// Nothing is computed more often than before, but for a little arithmetic on single numbers.
  /// An update that could be computed in place still can.
  public static let fuseElementwise = Pass(fusion: "fuse-elementwise") { graph, limits in
    var graph = graph
    while true {
      // A merge can make another node the only user of an operand that had two.
      let fused = try fuseOnce(graph, limits)
      if fused.isIdentical(to: graph) { return graph }
      graph = fused
    }
  }

  private static func fuseOnce(_ graph: Graph, _ limits: FusionLimits) throws -> Graph {
    let rules = FusionRules(graph)
    return try GraphRewriter.rewrite(graph) { index, node, rewriter in
      guard var fused = FusedProgram(node) else { return nil }
      var isChanged = false
      for (operand, old) in zip(node.operands, graph.nodes[index].operands)
      where fused.operands.contains(operand) && rules.isMergeable(old.node, into: index) {
        let producer = rewriter[operand]
        guard rules.allow(producer, in: index, nodes: rewriter.nodes),
          let program = FusedProgram(producer)
        else { continue }
        let larger = fused.inlining(program, for: operand)
        guard larger.fits(limits, rewriter.nodes) else { continue }
        fused = larger
        isChanged = true
      }
      guard isChanged else { return nil }
      return try rewriter.add(
        .elementwise(fused.program, node.types[0].shape), fused.operands, for: node)
    }
  }
}

/// Says which nodes may become part of their user.
private struct FusionRules {
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
