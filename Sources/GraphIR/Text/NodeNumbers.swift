extension Graph {
  /// Numbers for the nodes by which those that another graph has too are called as they are there,
  /// and new ones have numbers of their own: what differs between the texts of both is what has
  /// changed.
  ///
  /// A node is the same if its operation, operands and name are. Otherwise one that computes the same
  /// of other operands, or has the same name and type, takes the number over.
  package func numbers(keepingThoseOf before: Graph) -> [Int] {
    var unused = NodeNumbers(before)
    var numbers: [Int] = []
    var added = 0
    for node in nodes {
      let operands = node.operands.map { Value(node: numbers[$0.node], result: $0.result) }
      if let number = unused.take(node, operands: operands) {
        numbers.append(number)
      } else {
        numbers.append(before.nodes.count + added)
        added += 1
      }
    }
    return numbers
  }
}

/// The numbers of a graph's nodes that are still to be given away.
private struct NodeNumbers {
  /// What may be the same of two nodes, from much to little.
  private enum Likeness: Hashable {
    case whole(Operation, [Value], String?)
    case operation(Operation, [TensorType], String?)
    case name(String, TensorType)
  }

  private var numbers: [Likeness: [Int]] = [:]
  private var isTaken: [Bool]

  init(_ graph: Graph) {
    isTaken = [Bool](repeating: false, count: graph.nodes.count)
    for (index, node) in graph.nodes.enumerated().reversed() {
      for likeness in Self.likenesses(node, operands: node.operands) {
        numbers[likeness, default: []].append(index)
      }
    }
  }

  private static func likenesses(_ node: Node, operands: [Value]) -> [Likeness] {
    [
      .whole(node.operation, operands, node.name),
      .operation(node.operation, node.types, node.name),
    ] + (node.name.map { [.name($0, node.types[0])] } ?? [])
  }

  /// The first number of a node that is most like the given one.
  mutating func take(_ node: Node, operands: [Value]) -> Int? {
    for likeness in Self.likenesses(node, operands: operands) {
      while let number = numbers[likeness]?.popLast() {
        guard !isTaken[number] else { continue }
        isTaken[number] = true
        return number
      }
    }
    return nil
  }
}
