import GraphIR

/// An integer expression as a sum of products: what tells that `(i + 1) * 500` is 500 more than `i * 500`.
struct AffineForm {
  private var terms: [ObjectIdentifier: Int] = [:]
  private var constant = 0

  /// `nil` where the expression is ill-formed.
  init?(_ expression: Expression) {
    guard expression.type != nil else { return nil }
    if let number = Self.number(expression) {
      constant = number
      return
    }
    if case .operation(.elementwise(let program, _), let operands, _) = expression.content,
      program.steps.count == 1
    {
      let parts = operands.compactMap(AffineForm.init)
      switch (program.steps[0].function, parts.count) {
      case (.add, 2):
        self = parts[0].adding(parts[1], times: 1)
        return
      case (.subtract, 2):
        self = parts[0].adding(parts[1], times: -1)
        return
      case (.multiply, 2) where parts[0].terms.isEmpty:
        self = AffineForm().adding(parts[1], times: parts[0].constant)
        return
      case (.multiply, 2) where parts[1].terms.isEmpty:
        self = AffineForm().adding(parts[0], times: parts[1].constant)
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
