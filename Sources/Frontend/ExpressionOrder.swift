/// All expressions that some are computed from, operands first, each once.
struct ExpressionOrder {
  private(set) var expressions: [Expression] = []
  /// Expressions that turned out to be computed from themselves, which only `givens` can bring about.
  private(set) var cyclic: [Expression] = []

  /// - Parameter substitution: what to read in place of an expression.
  init(of roots: [Expression], substitution: Substitution = Substitution()) {
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
      let next = substitution.operands(of: expression)
      stack.append(contentsOf: next.reversed().map { ($0, false) })
    }
  }
}

extension Expression {
  /// The shared values of floating-point numbers that a gradient of the expression in training reaches.
  package var differentiableSharedValues: [Expression] {
    let substitution = Substitution(mode: .training)
    var seen: Set<ObjectIdentifier> = []
    var shared: [Expression] = []
    var stack = [self]
    while let expression = stack.popLast() {
      guard expression.type?.elementType.isFloatingPoint == true, !expression.stopsGradient,
        seen.insert(ObjectIdentifier(expression)).inserted
      else { continue }
      if case .shared = expression.content { shared.append(expression) }
      stack.append(contentsOf: substitution.operands(of: expression).reversed())
    }
    return shared
  }

  private var stopsGradient: Bool {
    guard case .operation(.elementwise(let program, _), _, _) = content else { return false }
    return program.steps.count == 1 && program.steps[0].function == .stopGradient
  }
}
