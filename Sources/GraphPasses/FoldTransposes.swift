import GraphIR

extension Pass {
  /// Lets a matrix product read its operands transposed instead of transposing them before.
  ///
  ///     %2 = dimshuffle(1, 0) %0 : float(800, 500)
  ///     %3 = dot %2, %1 : float(800, 10)
  ///
  /// becomes
  ///
  ///     %3 = dot(left transposed) %0, %1 : float(800, 10)
  public static let foldTransposes = Pass(name: "fold-transposes") { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      guard case .dot(let transposesLeft, let transposesRight) = node.operation else { return nil }
      let left = rewriter.untransposed(node.operands[0])
      let right = rewriter.untransposed(node.operands[1])
      guard left.value != node.operands[0] || right.value != node.operands[1] else { return nil }
      let operation = Operation.dot(
        transposesLeft: transposesLeft != left.isTransposed,
        transposesRight: transposesRight != right.isTransposed)
      return try rewriter.add(operation, [left.value, right.value], for: node)
    }
  }
}

extension GraphRewriter {
  /// The matrix that a matrix is a transpose of, and whether an odd number of transposes lie
  /// between the two.
  fileprivate func untransposed(_ matrix: Value) -> (value: Value, isTransposed: Bool) {
    var (value, isTransposed) = (matrix, false)
    while self[value].operation == .dimshuffle([1, 0]),
      // One that has lost an axis, of one element, is no transpose of a matrix.
      type(of: self[value].operands[0]).shape.rank == 2
    {
      value = self[value].operands[0]
      isTransposed.toggle()
    }
    return (value, isTransposed)
  }
}
