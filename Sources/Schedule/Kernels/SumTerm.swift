import GraphIR

/// What a kernel adds up for one of its results: a program of elements that lie at one index of the
/// loops around it.
package struct SumTerm: Sendable {
  /// What the program reads; strides are those of the kernel's axes.
  package let operands: [LoopNest.Operand]
  package let program: ScalarProgram
  /// The element type of each operand and each step of the program.
  package let elementTypes: [ElementType]

  package init(
    operands: [LoopNest.Operand], program: ScalarProgram, operandTypes: [ElementType]
  ) {
    self.operands = operands
    self.program = program
    elementTypes = program.elementTypes(operands: operandTypes)
  }

  /// The elements of the input themselves.
  package init(_ type: ElementType, strides: [Int]) {
    self.init(
      operands: [.element(.input, strides: strides)], program: ScalarProgram(.identity),
      operandTypes: [type])
  }

  /// Whether an operand is added up as it is.
  package var isElement: Bool { program == ScalarProgram(.identity) }
}

extension SumTerm: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    operands = try text.field("operands")
    program = try text.field("program")
    elementTypes = try text.field("elementTypes")
    try text.expect(")")
  }
}
