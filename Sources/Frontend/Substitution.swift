/// What a function reads in place of expressions: its `givens`, and the side of its mode where an
/// expression has one for each.
struct Substitution {
  private let givens: [ObjectIdentifier: Expression]
  /// The mode, or `nil` to read both sides.
  let mode: Mode?

  init(givens: [Given] = [], mode: Mode? = nil) {
    var values: [ObjectIdentifier: Expression] = [:]
    for given in givens { values[ObjectIdentifier(given.target)] = given.value }
    self.givens = values
    self.mode = mode
  }

  /// What is given for an expression.
  func given(for expression: Expression) -> Expression? {
    givens[ObjectIdentifier(expression)]
  }

  /// What an expression is computed from.
  func operands(of expression: Expression) -> [Expression] {
    if let given = given(for: expression) { return [given] }
    if case .byMode(let training, let evaluation, _) = expression.content, let mode {
      return [mode == .training ? training : evaluation]
    }
    return expression.operands
  }
}
