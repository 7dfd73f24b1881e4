import GraphIR

extension Graph {
  /// For each node, whether an output or update needs it.
  var liveNodes: [Bool] {
    var isLive = [Bool](repeating: false, count: nodes.count)
    for root in roots { isLive[root.value.node] = true }
    for (index, node) in nodes.enumerated().reversed() where isLive[index] {
      for operand in node.operands { isLive[operand.node] = true }
    }
    return isLive
  }

  /// For each node, the live nodes that read one of its results, in order and without repetition.
  var liveUsers: [[Int]] {
    let isLive = liveNodes
    return users.map { $0.filter { isLive[$0] } }
  }
}
