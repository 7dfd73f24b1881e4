/// Why an operation cannot take the operands it was given.
///
/// These are the words that a user reads; no other file has wording for them.
public enum OperandError: Error, Sendable, Equatable, CustomStringConvertible {
  /// More or fewer operands than the operation takes.
  case count(operation: String, expected: Int, found: Int)
  /// Operands of two element types.
  case elementTypesDiffer(operation: String, ElementType, ElementType)
  /// Elements that the operation is not defined for.
  case elementTypeUnsupported(operation: String, expected: String, found: TensorType)
  /// Two shapes that do not broadcast to one another.
  case shapesDoNotBroadcast(operation: String, Shape, Shape)
  /// A shape that does not broadcast to another.
  case doesNotBroadcast(operation: String, Shape, to: Shape)
  /// An operand with another number of axes.
  case rank(operation: String, operand: String, expected: Int, found: Shape)
  /// An operand of another shape.
  case shapesDiffer(operation: String, operand: String, expected: Shape, found: Shape)
  /// A shape for another number of elements.
  case elementCountsDiffer(operation: String, Shape, Shape)
  /// An axis that the shape does not have.
  case axisOutOfRange(operation: String, axis: Int, shape: Shape)
  /// An axis that is named twice.
  case axisRepeated(operation: String, axis: Int, shape: Shape)
  /// An axis of several elements that an order of axes leaves out.
  case axisDropped(axis: Int, shape: Shape)
  /// More rows than there are.
  case sliceTooLong(count: Int, shape: Shape)
  /// Positions outside of the shape.
  case sliceOutside(operation: String, String, shape: Shape)
  /// Tensors that differ along other axes than the one along which they are joined.
  case shapesDoNotJoin(axis: Int, Shape, Shape)
  /// A largest or smallest element of none.
  case reductionOfNothing(operation: String, axis: Int, shape: Shape)
  /// Matrices that cannot be multiplied.
  case innerExtentsDiffer(Shape, Shape)
  /// More multiplications than can be counted.
  case tooManyProducts(operation: String, Shape, Shape, limit: Int)
  /// Filters for another number of channels than the input has.
  case channelsDiffer(input: Shape, filters: Shape)
  /// A number of groups that does not divide channels and filters.
  case groupsInvalid(Int, input: Shape, filters: Shape)
  /// Filters for another number of channels than a group of the input has.
  case groupedChannelsDiffer(Int, input: Shape, filters: Shape)
  /// Filters that fit nowhere in the input.
  case filtersTooLarge(Convolution, input: Shape, filters: Shape)
  /// Images of a convolution without rows or columns, which zeros would have to make up.
  case imagesEmpty(Shape)
  case convolutionPadding(Convolution.Padding)
  /// Strides or dilations that are not two numbers of at least 1.
  case stepsInvalid(what: String, [Int])
  /// An operand with too few axes.
  case rankTooLow(operation: String, operand: String, expected: Int, found: Shape)
  /// A window or a stride that is not two numbers of at least 1.
  case windowInvalid(operation: String, window: [Int], stride: [Int])
  /// Padding that is negative or as large as the window.
  case windowPaddingInvalid(operation: String, padding: [Int], window: [Int])
  /// Padding where windows over the border are kept.
  case borderKeptWithPadding(operation: String, padding: [Int])
  /// A window with more positions than its bits can be kept of.
  case windowTooLargeForMask(operation: String, window: [Int])
  /// A pooling that the operation is not defined for.
  case poolingModeUnsupported(operation: String, expected: String, found: Pooling.Mode)
  /// A shape with a negative extent, or of more bytes than can be addressed.
  case shapeInvalid(operation: String, shape: Shape)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .count(let operation, let expected, let found):
      "\(operation): expected \(expected) \(expected == 1 ? "operand" : "operands"), got \(found)"
    case .elementTypesDiffer(let operation, let left, let right):
      "\(operation): the operands are \(left) and \(right); expected equal element types (use cast)"
    case .elementTypeUnsupported(let operation, let expected, let found):
      "\(operation): the operand is \(found.elementType) \(found.shape); expected \(expected) elements"
    case .shapesDoNotBroadcast(let operation, let left, let right):
      "\(operation): shapes \(left) and \(right) do not broadcast; "
        + "expected equal extents, or 1, along each axis counted from the last"
    case .doesNotBroadcast(let operation, let shape, let target):
      "\(operation): shape \(shape) does not broadcast to \(target)"
    case .rank(let operation, let operand, let expected, let found):
      "\(operation): \(operand) of shape \(found); expected \(expected) \(expected == 1 ? "axis" : "axes")"
    case .shapesDiffer(let operation, let operand, let expected, let found):
      "\(operation): \(operand) of shape \(found); expected \(expected)"
    case .elementCountsDiffer(let operation, let shape, let target):
      "\(operation): shape \(shape) has \(shape.elementCount) elements, "
        + "\(target) has \(target.elementCount); expected equal counts"
    case .axisOutOfRange(let operation, let axis, let shape):
      "\(operation): axis \(axis) does not exist in shape \(shape)"
    case .axisRepeated(let operation, let axis, let shape):
      "\(operation): axis \(axis) of shape \(shape) is named twice"
    case .axisDropped(let axis, let shape):
      "dimshuffle: axis \(axis) of shape \(shape) is left out; expected extent 1 there"
    case .sliceTooLong(let count, let shape):
      "slice: \(count) rows of shape \(shape); expected a tensor with axes and at most as many rows as it has"
    case .sliceOutside(let operation, let positions, let shape):
      "\(operation): positions \(positions) do not exist in shape \(shape)"
    case .shapesDoNotJoin(let axis, let first, let other):
      "concatenate: shapes \(first) and \(other) do not join along axis \(axis); "
        + "expected equal extents along every other axis"
    case .reductionOfNothing(let operation, let axis, let shape):
      "\(operation): axis \(axis) of shape \(shape) is empty; expected at least 1 element"
    case .innerExtentsDiffer(let left, let right):
      "dot: shapes \(left) and \(right); expected the last extent of the left to equal the first of the right"
    case .tooManyProducts(let operation, let left, let right, let limit):
      "\(operation): shapes \(left) and \(right) take more products than any machine computes; "
        + "expected at most \(limit)"
    case .channelsDiffer(let input, let filters):
      "conv2d: the input \(input) has \(input[1]) channels and the filters \(filters) have \(filters[1]); "
        + "expected equal channels (axis 1)"
    case .groupsInvalid(let groups, let input, let filters):
      "conv2d: \(groups) groups of \(input[1]) channels and \(filters[0]) filters; "
        + "expected a number of groups that divides both"
    case .groupedChannelsDiffer(let groups, let input, let filters):
      "conv2d: the input \(input) has \(input[1] / groups) channels in each of \(groups) groups "
        + "and the filters \(filters) have \(filters[1]); expected equal channels (axis 1)"
    case .filtersTooLarge(let convolution, let input, let filters):
      "conv2d: the filters \(filters)\(Self.text(of: convolution.dilation)) do not fit in the input "
        + "\(input)\(Self.text(of: convolution.padding)); expected at least one output along H and W"
    case .imagesEmpty(let input):
      "conv2d: input of shape \(input); expected images of at least one row and one column"
    case .convolutionPadding(let padding):
      "conv2d: padding of \(padding.sides.prefix(2)) rows and \(padding.sides.suffix(2)) columns; "
        + "expected at least 0 on each side, and a size that can be addressed"
    case .stepsInvalid(let what, let steps):
      "conv2d: \(what) \(steps); expected two steps of at least 1 each"
    case .rankTooLow(let operation, let operand, let expected, let found):
      "\(operation): \(operand) of shape \(found); expected at least \(expected) axes"
    case .windowInvalid(let operation, let window, let stride):
      "\(operation): window \(window) with stride \(stride); expected two extents of at least 1 each"
    case .windowPaddingInvalid(let operation, let padding, let window):
      "\(operation): padding \(padding) around windows of \(window); "
        + "expected two extents of at least 0, each less than the window's"
    case .borderKeptWithPadding(let operation, let padding):
      "\(operation): padding \(padding) with ignoreBorder: false; "
        + "expected no padding, or ignoreBorder: true"
    case .windowTooLargeForMask(let operation, let window):
      "\(operation): window \(window); expected at most 32 positions, a bit for each"
    case .poolingModeUnsupported(let operation, let expected, let found):
      "\(operation): a pooling of mode \(found); expected \(expected)"
    case .shapeInvalid(let operation, let shape):
      "\(operation): shape \(shape) is not possible; "
        + "expected extents of at least 0 and a size that can be addressed"
    }
  }

  private static func text(of dilation: [Int]) -> String {
    dilation == [1, 1] ? "" : " with dilation \(dilation)"
  }

  private static func text(of padding: Convolution.Padding) -> String {
    padding == .none ? "" : " with padding \(padding.sides)"
  }
}
