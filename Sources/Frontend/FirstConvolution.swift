import GraphIR

extension Expression {
  /// The convolution that comes first on the way to this expression, in an evaluation; `nil` where
  /// there is none.
  package var firstConvolution: Expression? {
    ExpressionOrder(of: [self], substitution: Substitution(mode: .evaluation)).expressions
      .first { expression in
        guard case .operation(.conv2d, _, _) = expression.content else { return false }
        return true
      }
  }
}
