import GraphIR

/// What a kernel computes of the elements that it reads, before it adds or multiplies them: a
/// program of elements that lie at one index of the loops around it.
package struct ElementProgram: Sendable {
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

  /// Whether an element is taken as it is.
  package var isElement: Bool { program == ScalarProgram(.identity) }
}

// Strides of the groups of images, the channels, the positions and the images of a group, where a
// program is computed of tensors (N, C, H, W) with images innermost.
extension ElementProgram {
  /// The strides of a tensor that has an element for each position of each image.
  package static func strides(_ type: TensorType, lanes: Int) -> [Int] {
    let positions = type.shape[2] * type.shape[3]
    return [type.shape[1] * positions * lanes, positions * lanes, lanes, 1]
  }

  /// The strides of a tensor that has an element for each channel of each image.
  package static func planeStrides(_ type: TensorType, lanes: Int) -> [Int] {
    [type.shape[1] * lanes, lanes, 0, 1]
  }

  /// The strides of a tensor that has an element for each channel.
  package static let channelStrides = [0, 1, 0, 0]
}

extension ElementProgram: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    operands = try text.field("operands")
    program = try text.field("program")
    elementTypes = try text.field("elementTypes")
    try text.expect(")")
  }
}
