import GraphIR

/// Copies a tensor from one layout to another, and computes each element on the way if need be.
package struct LayoutConversion: Sendable {
  package enum Direction: Sendable, CaseIterable { case toImagesInnermost, toRowMajor }

  /// What the program reads as one of its operands.
  package enum Operand: Sendable, Hashable {
    /// The same element of an argument.
    case element(Argument.Role)
    case literal(Literal.Scalar)
  }

  package let direction: Direction
  package let images: Int
  package let lanes: Int
  /// The number of elements of one image.
  package let elementsPerImage: Int
  package let operands: [Operand]
  package let program: ScalarProgram
  /// The element type of each operand and each step of the program.
  package let elementTypes: [ElementType]

  /// A copy of a tensor of images.
  package init(_ type: TensorType, _ direction: Direction, lanes: Int) {
    self.init(
      type.shape, direction, lanes: lanes, operands: [.element(.operand(0))],
      program: ScalarProgram(.identity), operandTypes: [type.elementType])
  }

  /// What a program makes of tensors of images.
  package init(
    _ shape: Shape, _ direction: Direction, lanes: Int, operands: [Operand],
    program: ScalarProgram, operandTypes: [ElementType]
  ) {
    self.direction = direction
    self.lanes = lanes
    images = shape[0]
    elementsPerImage = shape.extents.dropFirst().reduce(1, *)
    self.operands = operands
    self.program = program
    elementTypes = program.elementTypes(operands: operandTypes)
  }

  /// The element type of what is written.
  package var elementType: ElementType { elementTypes[elementTypes.count - 1] }

  /// Whether elements are written as they are read.
  package var isCopy: Bool { program == ScalarProgram(.identity) }
}

extension LayoutConversion: KernelTraits {
  package static var kind: Kernel.Kind { .layoutConversion }
  package var work: Work { .elements }
}

extension LayoutConversion: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    direction = try text.field("direction")
    images = try text.field("images")
    lanes = try text.field("lanes")
    elementsPerImage = try text.field("elementsPerImage")
    operands = try text.field("operands")
    program = try text.field("program")
    elementTypes = try text.field("elementTypes")
    try text.expect(")")
  }
}

extension LayoutConversion.Operand: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let isElement = text.take("element")
    if !isElement, !text.take("literal") {
      throw text.error(expected: "'element' or 'literal'")
    }
    try text.expect("(")
    self = isElement ? .element(try text.part()) : .literal(try text.part())
    try text.expect(")")
  }
}

extension LayoutConversion.Direction: FieldCase {}
