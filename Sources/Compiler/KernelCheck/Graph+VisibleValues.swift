import GraphIR

extension Graph {
  /// All values that are computed rather than given, in order.
  var computedValues: [Value] {
    nodes.indices.filter { !nodes[$0].operation.isSource }.flatMap { node in
      nodes[node].types.indices.map { Value(node: node, result: $0) }
    }
  }

  /// The number of values that a function of the graph returns.
  var outputCount: Int {
    roots.count { if case .output = $0.role { true } else { false } }
  }

  /// The same graph with all that it computes as further outputs, behind its own.
  var withVisibleValues: Graph {
    let first = outputCount
    let visible = computedValues.enumerated().map { Root(.output(first + $0), $1) }
    return Graph(name: name, nodes: nodes, roots: roots + visible)
  }
}
