import GraphIR

extension Graph {
  /// Whether another graph has the same nodes, names and roots.
  ///
  /// Locations are left out: whatever is otherwise the same node has not moved.
  func isIdentical(to other: Graph) -> Bool {
    name == other.name && roots == other.roots
      && nodes.elementsEqual(other.nodes) { node, other in
        node.operation == other.operation && node.operands == other.operands
          && node.name == other.name
      }
  }
}
