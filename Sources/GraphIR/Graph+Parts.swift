extension Graph {
  /// What a graph computes without some of its nodes: the roots that need none of them, and all
  /// inputs.
  package func part(without excluded: Set<Int>) -> Graph {
    var needsExcluded = [Bool](repeating: false, count: nodes.count)
    for (index, node) in nodes.enumerated() {
      needsExcluded[index] =
        excluded.contains(index) || node.operands.contains { needsExcluded[$0.node] }
    }
    let roots = roots.filter { !needsExcluded[$0.value.node] }
    var isNeeded = [Bool](repeating: false, count: nodes.count)
    for root in roots { isNeeded[root.value.node] = true }
    for (index, node) in nodes.enumerated().reversed() where isNeeded[index] {
      for operand in node.operands { isNeeded[operand.node] = true }
    }
    var numbers: [Int: Int] = [:]
    var kept: [Node] = []
    let moved = { (value: Value, numbers: [Int: Int]) in
      numbers[value.node].map { Value(node: $0, result: value.result) }
    }
    for (index, node) in nodes.enumerated() {
      if case .input = node.operation {} else if !isNeeded[index] { continue }
      numbers[index] = kept.count
      kept.append(
        Node(
          operation: node.operation, operands: node.operands.compactMap { moved($0, numbers) },
          types: node.types, name: node.name, location: node.location,
          fusedLocations: node.fusedLocations))
    }
    return Graph(
      name: name, nodes: kept,
      roots: roots.compactMap { root in
        moved(root.value, numbers).map { Root(root.role, $0) }
      })
  }
}
