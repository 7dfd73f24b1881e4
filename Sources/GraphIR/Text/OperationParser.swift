import Diagnostics

/// Reads an operation with its attributes. What they do not say is known from the number of
/// operands and from the type of the result, which come after them.
struct OperationParser {
  var scanner: TextScanner
  var make: (_ operands: Int, _ type: TensorType) throws(TextError) -> Operation

  init(_ scanner: TextScanner) {
    self.scanner = scanner
    make = { _, type in .iota(type.shape) }
  }

  /// The operation of a node with so many operands and the given type.
  func operation(operands: Int, type: TensorType) throws(TextError) -> Operation {
    try make(operands, type)
  }

  /// Reads the name and the attributes.
  mutating func readHead() throws(TextError) {
    let mark = scanner.mark()
    let name = try scanner.word("an operation")
    if let custom = scanner.customOperations.first(where: { $0.operation.name == name }) {
      make = { _, _ in .custom(custom) }
    } else if try !readSource(name), try !readMovement(name), try !readNetwork(name),
      try !readReduction(name), try !readElementwise(name)
    {
      let known = Self.names + scanner.customOperations.map(\.operation.name)
      let meant = nearest(to: name, in: known).map { "did you mean '\($0)'?" }
      throw scanner.error(
        "there is no operation '\(name)'; "
          + (meant ?? "expected one of Croton's or of those that are given"), at: mark)
    }
  }

  // MARK: Sources

  private mutating func readSource(_ name: String) throws(TextError) -> Bool {
    switch name {
    case "input":
      let number = try number()
      make = { _, type in .input(number, type) }
    case "shared":
      let number = try number()
      make = { _, type in .shared(number, type) }
    case "constant":
      try readConstant()
    case "iota":
      let shape = try scanner.shape()
      make = { _, _ in .iota(shape) }
    default:
      return false
    }
    return true
  }

  /// An integer in parentheses, which may have a name.
  mutating func number(_ label: String? = nil) throws(TextError) -> Int {
    try scanner.expect("(")
    let number = if let label { try integer(label) } else { try scanner.integer() }
    try scanner.expect(")")
    return number
  }

  /// An integer after its name and a colon.
  mutating func integer(_ label: String) throws(TextError) -> Int {
    try scanner.expect(label)
    try scanner.expect(":")
    return try scanner.integer()
  }

  /// The elements of a constant, whose kind the type tells: they are read again when it is known.
  private mutating func readConstant() throws(TextError) {
    try scanner.expect("(")
    let elements = scanner
    _ = try scanner.scalars(.none)
    try scanner.expect(")")
    make = { (_, type) throws(TextError) in
      var elements = elements
      return .constant(try elements.literal(type))
    }
  }

  private mutating func readReduction(_ name: String) throws(TextError) -> Bool {
    if name == "argmax" {
      let axis = try number("axis")
      make = { _, _ in .argmax(axis: axis) }
      return true
    }
    if name == "allReduce" {
      make = { _, _ in .allReduce }
      return true
    }
    if name == "planeMoments" {
      make = { _, _ in .planeMoments }
      return true
    }
    guard let reduction = Reduction(rawValue: name) else { return false }
    try scanner.expect("(")
    try scanner.expect("axes")
    try scanner.expect(":")
    let axes = try scanner.integers()
    let keeps = scanner.take(",")
    if keeps { try scanner.expect("keepingDimensions") }
    try scanner.expect(")")
    make = { _, _ in .reduce(reduction, axes: axes, keepsDimensions: keeps) }
    return true
  }

  // MARK: Element by element

  private mutating func readElementwise(_ name: String) throws(TextError) -> Bool {
    if name == "elementwise" {
      let start = scanner.mark()
      let text = scanner
      try scanner.skip(past: "}")
      make = { (operands, type) throws(TextError) in
        var text = text
        text.go(to: start)
        return .elementwise(try text.scalarProgram(operands: operands), type.shape)
      }
      return true
    }
    guard let function = try scanner.function(named: name) else { return false }
    make = { _, type in .elementwise(function, type.shape) }
    return true
  }

  /// What an unknown name is compared with.
  private static let names =
    [
      "input", "shared", "constant", "iota", "elementwise", "reshape", "dimshuffle", "sliceRows",
      "slice", "place", "concatenate", "take", "scatterAdd", "gatherByLabel", "scatterByLabel",
      "argmax", "planeMoments", "allReduce", "dot", "softmax", "softmaxGradient", "logSoftmax",
      "conv2d", "conv2dInputGradient", "conv2dFilterGradient", "maxPool2d", "sumPool2d",
      "averagePool2d", "sumPool2dGradient",
      "averagePool2dGradient", "maxPool2dGradient", "maxPool2dMaskedSum", "convolutionBlock",
      "convolutionBlockInputGradient", "convolutionBlockFilterGradient",
      "convolutionBlockBiasGradient",
    ] + Reduction.allCases.map(\.rawValue) + ElementwiseFunction.withoutParameters.map(\.name)
}

extension TextScanner {
  /// An operation that its attributes tell wholly, as `maxPool2d(window: [2, 2])`.
  package mutating func operation() throws(TextError) -> Operation {
    var parser = OperationParser(self)
    try parser.readHead()
    self = parser.scanner
    return try parser.operation(operands: 0, type: TensorType(.float, .scalar))
  }
}
