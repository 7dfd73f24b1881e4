import GraphIR

/// An integer expression as a sum of products: what tells that `(i + 1) * 500` is 500 more than `i * 500`.
struct AffineForm {
  private var terms: [ObjectIdentifier: Int] = [:]
  private var constant = 0

  /// `nil` where the expression is ill-formed.
  init?(_ expression: Expression) {
    guard expression.type != nil else { return nil }
    // Part by part, since there may be many ways through an expression to one of its parts.
    var forms: [ObjectIdentifier: AffineForm] = [:]
    for part in ExpressionOrder(of: [expression]).expressions {
      let operands = part.operands.compactMap { forms[ObjectIdentifier($0)] }
      forms[ObjectIdentifier(part)] = AffineForm(part, of: operands)
    }
    guard let form = forms[ObjectIdentifier(expression)] else { return nil }
    self = form
  }

  private init(_ expression: Expression, of operands: [AffineForm]) {
    if let number = Self.number(expression) {
      constant = number
      return
    }
    if case .operation(.elementwise(let program, _), _, _) = expression.content,
      program.steps.count == 1
    {
      switch (program.steps[0].function, operands.count) {
      case (.add, 2):
        self = operands[0].adding(operands[1], times: 1)
        return
      case (.subtract, 2):
        self = operands[0].adding(operands[1], times: -1)
        return
      case (.multiply, 2) where operands[0].terms.isEmpty:
        self = AffineForm().adding(operands[1], times: operands[0].constant)
        return
      case (.multiply, 2) where operands[1].terms.isEmpty:
        self = AffineForm().adding(operands[0], times: operands[1].constant)
        return
      default:
        break
      }
    }
    terms[ObjectIdentifier(expression)] = 1
  }

  private init() {}

  /// How much larger this is than the other, if that does not depend on anything.
  func constantDifference(from other: AffineForm) -> Int? {
    let difference = adding(other, times: -1)
    return difference.terms.values.allSatisfy { $0 == 0 } ? difference.constant : nil
  }

  // Wrapping arithmetic: the bounds are checked again when the function runs.
  private func adding(_ other: AffineForm, times factor: Int) -> AffineForm {
    var result = self
    result.constant &+= other.constant &* factor
    result.terms.merge(other.terms.mapValues { $0 &* factor }) { $0 &+ $1 }
    return result
  }

  private static func number(_ expression: Expression) -> Int? {
    guard case .operation(.constant(let literal), _, _) = expression.content,
      case .integer(let value) = literal.splat
    else { return nil }
    return Int(value)
  }
}
