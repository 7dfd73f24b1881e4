import GraphIR

/// Copies a tensor from one layout to another, and computes each element on the way if need be.
public struct LayoutConversion: Sendable {
  public enum Direction: Sendable { case toImagesInnermost, toRowMajor }

  /// What the program reads as one of its operands.
  public enum Operand: Sendable, Hashable {
    /// The same element of the kernel's operand of this number.
    case element(operand: Int)
    case literal(Literal.Scalar)
  }

  public let direction: Direction
  public let images: Int
  public let lanes: Int
  /// The number of elements of one image.
  public let elementsPerImage: Int
  public let operands: [Operand]
  public let program: ScalarProgram
  /// The element type of each operand and each step of the program.
  public let elementTypes: [ElementType]

  /// A copy of a tensor of images.
  init(_ type: TensorType, _ direction: Direction, lanes: Int) {
    self.init(
      type.shape, direction, lanes: lanes, operands: [.element(operand: 0)],
      program: ScalarProgram(.identity), operandTypes: [type.elementType])
  }

  /// What a program makes of tensors of images.
  init(
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
  public var elementType: ElementType { elementTypes[elementTypes.count - 1] }

  /// Whether elements are written as they are read.
  public var isCopy: Bool { program == ScalarProgram(.identity) }
}
