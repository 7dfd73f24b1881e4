/// All expressions that some are computed from, operands first, each once.
struct ExpressionOrder {
  private(set) var expressions: [Expression] = []
  /// Expressions that turned out to be computed from themselves, which only `givens` can bring about.
  private(set) var cyclic: [Expression] = []

  /// - Parameter replacements: what to read in place of an expression, for `givens`.
  init(of roots: [Expression], replacements: [ObjectIdentifier: Expression] = [:]) {
    var done: Set<ObjectIdentifier> = []
    var open: Set<ObjectIdentifier> = []
    // An explicit stack: a long chain of expressions would overflow the call stack.
    var stack = roots.reversed().map { (expression: $0, expanded: false) }
    while let (expression, expanded) = stack.popLast() {
      let identity = ObjectIdentifier(expression)
      if expanded {
        open.remove(identity)
        done.insert(identity)
        expressions.append(expression)
        continue
      }
      if done.contains(identity) { continue }
      guard open.insert(identity).inserted else {
        cyclic.append(expression)
        continue
      }
      stack.append((expression, true))
      let next = replacements[identity].map { [$0] } ?? expression.operands
      stack.append(contentsOf: next.reversed().map { ($0, false) })
    }
  }
}
