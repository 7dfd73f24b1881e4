import GraphIR

/// What is read from the text that `FieldText` writes.
protocol FieldReadable {
  init(from text: inout TextScanner) throws(TextError)
}

/// One of several cases, by its name.
protocol FieldCase: FieldReadable, CaseIterable {}

extension FieldCase {
  init(from text: inout TextScanner) throws(TextError) {
    guard let value = Self.allCases.first(where: { text.take("\($0)") }) else {
      let names = Self.allCases.map { "'\($0)'" }.joined(separator: ", ")
      throw text.error(expected: "one of \(names)")
    }
    self = value
  }
}

extension TextScanner {
  /// A value by itself.
  mutating func value<Value: FieldReadable>() throws(TextError) -> Value {
    try Value(from: &self)
  }

  /// One of several values in parentheses: a comma comes after it, or their end.
  mutating func part<Value: FieldReadable>() throws(TextError) -> Value {
    let value = try Value(from: &self)
    try expectCommaOrEnd()
    return value
  }

  private mutating func expectCommaOrEnd() throws(TextError) {
    if take(",") { return }
    let mark = mark()
    guard take(")") else { throw error(expected: "',' or ')'") }
    go(to: mark)
  }

  /// A field under its name, and the comma after it where others follow.
  mutating func field<Value: FieldReadable>(_ name: String) throws(TextError) -> Value {
    try expect(name)
    try expect(":")
    return try part()
  }

  /// A field that is read in a way of its own.
  mutating func field<Value>(
    _ name: String, _ read: (inout TextScanner) throws(TextError) -> Value
  ) throws(TextError) -> Value {
    try expect(name)
    try expect(":")
    let value = try read(&self)
    try expectCommaOrEnd()
    return value
  }
}

extension Optional: FieldReadable where Wrapped: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    self = text.take("none") ? nil : try Wrapped(from: &text)
  }
}

extension Array: FieldReadable where Element: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    self = try text.list(from: "[", to: "]") { text throws(TextError) in
      try Element(from: &text)
    }
  }
}

extension Int: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) { self = try text.integer() }
}

extension Bool: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let isTrue = text.take("true")
    guard isTrue || text.take("false") else { throw text.error(expected: "'true' or 'false'") }
    self = isTrue
  }
}

extension ElementType: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) { self = try text.elementType() }
}

extension TensorType: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) { self = try text.tensorType() }
}

extension ScalarProgram: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) { self = try text.scalarProgram() }
}

extension Reduction: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    guard let reduction = Self.allCases.first(where: { text.take($0.rawValue) }) else {
      throw text.error(expected: "a reduction")
    }
    self = reduction
  }
}

extension Literal.Scalar: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) { self = try text.scalar() }
}

extension Convolution: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let mark = text.mark()
    guard case .conv2d(let convolution) = try text.operation() else {
      throw text.error("expected a convolution", at: mark)
    }
    self = convolution
  }
}

extension ConvolutionBlock: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let mark = text.mark()
    guard case .convolutionBlock(let block) = try text.operation() else {
      throw text.error("expected a block of a convolution", at: mark)
    }
    self = block
  }
}

extension Pooling: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let mark = text.mark()
    guard case .pool2d(let pooling) = try text.operation() else {
      throw text.error("expected a pooling", at: mark)
    }
    self = pooling
  }
}

extension WinogradTransform: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let mark = text.mark()
    try text.expect("F")
    try text.expect("(")
    let (outputs, taps): (Int, Int) = (try text.part(), try text.part())
    try text.expect(")")
    let sizes = 0...WinogradTransform.mostPoints
    guard sizes.contains(outputs), sizes.contains(taps),
      let transform = WinogradTransform(outputs: outputs, taps: taps)
    else {
      throw text.error("there is no transform F(\(outputs), \(taps))", at: mark)
    }
    self = transform
  }
}
