import GraphIR

extension Pass {
  /// Drops operations that leave their operand as it is, and joins those that do one thing in steps.
  ///
  ///     %1 = constant(1.0) : float()
  ///     %2 = multiply %0, %1 : float(500, 10)
  ///     %3 = reshape(5000) %2 : float(5000,)
  ///     %4 = reshape(50, 100) %3 : float(50, 100)
  ///
  /// becomes
  ///
  ///     %4 = reshape(50, 100) %0 : float(50, 100)
  ///
  /// `AlgebraRule.all` lists the rules; each is tried until none fits.
  public static let simplifyAlgebra = Pass(name: "simplify-algebra") { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      var node = node
      var isChanged = false
      while let replacement = AlgebraRule.replacement(for: Term(node, in: rewriter.nodes)) {
        switch replacement {
        case .value(let value) where rewriter.type(of: value) == node.types[0]:
          return value
        case .value(let value):
          // The operand was spread on the way, which still has to be done.
          node = node.replaced(.elementwise(.identity, node.types[0].shape), [value])
        case .node(let operation, let operands):
          node = node.replaced(operation, operands)
        }
        isChanged = true
      }
      return isChanged ? try rewriter.copy(node) : nil
    }
  }
}

extension Node {
  /// A node with the same types, name and location that computes them otherwise.
  fileprivate func replaced(_ operation: Operation, _ operands: [Value]) -> Node {
    Node(
      operation: operation, operands: operands, types: types, name: name, location: location,
      fusedLocations: fusedLocations)
  }
}
