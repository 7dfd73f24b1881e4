/// A formula of a vector file, such as `sum(x * consider_constant(x))`.
indirect enum Formula: Sendable {
  case number(Double)
  case name(String)
  case negated(Formula)
  case operation(Character, Formula, Formula)
  /// The extent of an axis, which counts from the last where it is negative: `x.shape[0]`.
  case extent(Formula, axis: Int)
  /// A function of formulas and of numbers with names.
  case call(String, [Formula], [String: Double])

  /// - Throws: `VectorFileError` where the text is no formula.
  init(_ text: String) throws(VectorFileError) {
    var parser = FormulaParser(text)
    self = try parser.formula()
  }

  /// The names that stand for values.
  var names: Set<String> {
    switch self {
    case .number: []
    case .name(let name): [name]
    case .negated(let operand), .extent(let operand, _): operand.names
    case .operation(_, let left, let right): left.names.union(right.names)
    case .call(_, let operands, _): operands.reduce(into: []) { $0.formUnion($1.names) }
    }
  }
}

/// Reads a formula from left to right: sums of products of powers.
private struct FormulaParser {
  private let text: String
  private var rest: Substring
  private var depth = 0
  // Hostile brackets and long sums would overflow the call stack.
  private static let deepest = 100
  private static let longest = 1000
  private static let shape = ".shape"

  init(_ text: String) {
    self.text = text
    rest = text[...]
  }

  mutating func formula() throws(VectorFileError) -> Formula {
    guard text.utf8.count <= Self.longest else {
      throw .malformed(
        place: "the formula '\(text.prefix(40))…'",
        reason: "is longer than \(Self.longest) bytes")
    }
    let formula = try sum()
    skipBlanks()
    guard rest.isEmpty else { throw malformed() }
    return formula
  }

  private mutating func sum() throws(VectorFileError) -> Formula {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw malformed() }
    var formula = try product()
    while let sign = take(anyOf: "+-") { formula = .operation(sign, formula, try product()) }
    return formula
  }

  private mutating func product() throws(VectorFileError) -> Formula {
    var formula = try power()
    while let sign = take(anyOf: "*/") { formula = .operation(sign, formula, try power()) }
    return formula
  }

  /// As in Python, `-x ** 2` is `-(x ** 2)`, and `x ** 2 ** 3` is `x ** (2 ** 3)`.
  private mutating func power() throws(VectorFileError) -> Formula {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.deepest else { throw malformed() }
    if take(anyOf: "-") != nil { return .negated(try power()) }
    let base = try atom()
    return takePower() ? .operation("^", base, try power()) : base
  }

  /// Goes past `^` or `**`.
  private mutating func takePower() -> Bool {
    skipBlanks()
    guard let sign = ["^", "**"].first(where: rest.hasPrefix) else { return false }
    rest = rest.dropFirst(sign.count)
    return true
  }

  private mutating func atom() throws(VectorFileError) -> Formula {
    var formula = try operand()
    while rest.hasPrefix(Self.shape) {
      rest = rest.dropFirst(Self.shape.count)
      guard take(anyOf: "[") != nil, let axis = Int(exactly: try number()),
        take(anyOf: "]") != nil
      else { throw malformed() }
      formula = .extent(formula, axis: axis)
    }
    return formula
  }

  private mutating func operand() throws(VectorFileError) -> Formula {
    skipBlanks()
    if take(anyOf: "(") != nil {
      let formula = try sum()
      guard take(anyOf: ")") != nil else { throw malformed() }
      return formula
    }
    var word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
    if word.hasSuffix(Self.shape) { word = word.dropLast(Self.shape.count) }
    rest = rest.dropFirst(word.count)
    if let number = Double(word) { return .number(number) }
    guard let first = word.first, first.isLetter else { throw malformed() }
    guard rest.first == "(" else { return .name(String(word)) }
    rest = rest.dropFirst()
    return try arguments(of: String(word))
  }

  private mutating func arguments(of function: String) throws(VectorFileError) -> Formula {
    var operands: [Formula] = []
    var named: [String: Double] = [:]
    repeat {
      let operand = try sum()
      if case .name(let name) = operand, take(anyOf: "=") != nil {
        named[name] = try number()
      } else {
        operands.append(operand)
      }
    } while take(anyOf: ",") != nil
    guard take(anyOf: ")") != nil else { throw malformed() }
    return .call(function, operands, named)
  }

  private mutating func number() throws(VectorFileError) -> Double {
    let sign = take(anyOf: "-") == nil ? 1.0 : -1
    skipBlanks()
    let word = rest.prefix { $0.isLetter || $0.isNumber || $0 == "." }
    rest = rest.dropFirst(word.count)
    guard let number = Double(word) else { throw malformed() }
    return sign * number
  }

  private mutating func take(anyOf characters: String) -> Character? {
    skipBlanks()
    guard let next = rest.first, characters.contains(next) else { return nil }
    rest = rest.dropFirst()
    return next
  }

  private mutating func skipBlanks() { rest = rest.drop { $0 == " " } }

  private func malformed() -> VectorFileError {
    .malformed(place: "the formula '\(text)'", reason: "is not understood at '\(rest)'")
  }
}
