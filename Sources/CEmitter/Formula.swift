import GraphIR

/// What a scalar program computes, as a person writes it: `d * (1 - y * y)`.
enum Formula {
  /// A longer one is no help to a reader.
  private static let limit = 400

  private enum Precedence: Int, Comparable {
    case choice, logic, comparison, sum, product, sign, atom
    static func < (a: Precedence, b: Precedence) -> Bool { a.rawValue < b.rawValue }
  }

  private struct Term {
    let text: String
    let precedence: Precedence

    func text(within outer: Precedence) -> String { precedence < outer ? "(\(text))" : text }
  }

  /// The formula of a program's result.
  ///
  /// - Parameter operands: what the program reads, as formulas of their own.
  static func text(_ program: ScalarProgram, of operands: [String]) -> String {
    var uses = [Int](repeating: 0, count: operands.count + program.steps.count)
    for step in program.steps { for argument in step.arguments { uses[argument] += 1 } }
    // An operand is a name or an element of an array.
    var terms = operands.map { Term(text: $0, precedence: .atom) }
    var definitions: [String] = []
    for (number, step) in program.steps.enumerated() {
      let term = term(step.function, step.arguments.map { terms[$0] })
      // What is used again has a name, unless it is short; so the formula stays as long as the
      // program.
      if uses[operands.count + number] > 1, term.text.count > 24 {
        definitions.append("t\(number) = \(term.text)")
        terms.append(Term(text: "t\(number)", precedence: .atom))
      } else {
        terms.append(term)
      }
      guard terms[terms.count - 1].text.count <= limit else { return chain(program) }
    }
    let result = ([terms.last?.text ?? ""] + definitions).joined(separator: ", ")
    guard result.count <= limit else { return chain(program) }
    return definitions.isEmpty
      ? result : result.replacing(", t", with: " where t", maxReplacements: 1)
  }

  private static func chain(_ program: ScalarProgram) -> String {
    "a chain of \(program.steps.count) functions"
  }

  private static func term(_ function: ElementwiseFunction, _ a: [Term]) -> Term {
    func infix(_ sign: String, _ precedence: Precedence, associative: Bool = true) -> Term {
      // The right operand of a difference or a quotient needs parentheses of its own.
      let right = associative ? precedence : Precedence(rawValue: precedence.rawValue + 1) ?? .atom
      return Term(
        text: "\(a[0].text(within: precedence)) \(sign) \(a[1].text(within: right))",
        precedence: precedence)
    }
    func call(_ name: String) -> Term {
      Term(text: "\(name)(\(a.map(\.text).joined(separator: ", ")))", precedence: .atom)
    }
    return switch function {
    case .add: infix("+", .sum)
    case .subtract: infix("-", .sum, associative: false)
    case .multiply: infix("*", .product)
    case .divide: infix("/", .product, associative: false)
    case .negate: Term(text: "-\(a[0].text(within: .atom))", precedence: .sign)
    case .equal: infix("==", .comparison, associative: false)
    case .notEqual: infix("!=", .comparison, associative: false)
    case .less: infix("<", .comparison, associative: false)
    case .lessOrEqual: infix("<=", .comparison, associative: false)
    case .greater: infix(">", .comparison, associative: false)
    case .greaterOrEqual: infix(">=", .comparison, associative: false)
    case .logicalAnd: infix("and", .logic, associative: false)
    case .logicalOr: infix("or", .logic, associative: false)
    case .logicalXor: infix("xor", .logic, associative: false)
    case .logicalNot: Term(text: "not \(a[0].text(within: .atom))", precedence: .sign)
    case .select:
      Term(
        text: "\(a[0].text(within: .logic)) ? \(a[1].text(within: .logic)) : "
          + a[2].text(within: .logic),
        precedence: .choice)
    case .rectify: call("relu")
    case .minimum: call("min")
    case .maximum: call("max")
    case .identity, .stopGradient, .clipGradient: a[0]
    // A number in another type is the same number to a reader, but for its fraction.
    case .cast(let type): type.isFloatingPoint ? a[0] : call(type.rawValue)
    case .power, .abs, .sign, .sqrt, .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .sigmoid, .erf,
      .softplus, .relu, .uniform:
      call(function.name)
    }
  }
}

extension Literal.Scalar {
  /// The number in a formula.
  var formula: String {
    switch self {
    case .boolean(let value): return value ? "true" : "false"
    case .integer(let value): return "\(value)"
    case .real(let value):
      let single = Float(value)
      let text = Double(single) == value ? "\(single)" : "\(value)"
      return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
  }
}
