/// Why an operation cannot take the operands it was given.
///
/// These are the words that a user reads; no other file has wording for them.
public enum OperandError: Error, Sendable, Equatable, CustomStringConvertible {
  case count(operation: String, expected: Int, found: Int)
  case elementTypesDiffer(operation: String, ElementType, ElementType)
  case elementTypeUnsupported(operation: String, expected: String, found: TensorType)
  case shapesDoNotBroadcast(operation: String, Shape, Shape)
  case doesNotBroadcast(operation: String, Shape, to: Shape)
  case rank(operation: String, operand: String, expected: Int, found: Shape)
  case shapesDiffer(operation: String, operand: String, expected: Shape, found: Shape)
  case elementCountsDiffer(operation: String, Shape, Shape)
  case axisOutOfRange(operation: String, axis: Int, shape: Shape)
  case axisRepeated(operation: String, axis: Int, shape: Shape)
  case axisDropped(axis: Int, shape: Shape)
  case sliceTooLong(count: Int, shape: Shape)
  case sliceOutside(operation: String, String, shape: Shape)
  case shapesDoNotJoin(axis: Int, Shape, Shape)
  case reductionOfNothing(operation: String, axis: Int, shape: Shape)
  case innerExtentsDiffer(Shape, Shape)
  case tooManyProducts(operation: String, Shape, Shape, limit: Int)
  case channelsDiffer(input: Shape, filters: Shape)
  case groupsInvalid(Int, input: Shape, filters: Shape)
  case groupedChannelsDiffer(Int, input: Shape, filters: Shape)
  case filtersTooLarge(input: Shape, filters: Shape, dilation: [Int])
  case stepsInvalid(what: String, [Int])
  case rankTooLow(operation: String, operand: String, expected: Int, found: Shape)
  case windowInvalid(operation: String, window: [Int], stride: [Int])
  case windowPaddingInvalid(operation: String, padding: [Int], window: [Int])
  case borderKeptWithPadding(operation: String, padding: [Int])
  case windowTooLargeForWinners(operation: String, window: [Int])
  case poolingModeUnsupported(operation: String, expected: String, found: Pooling.Mode)
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
    case .filtersTooLarge(let input, let filters, let dilation):
      "conv2d: the filters \(filters)\(dilation == [1, 1] ? "" : " with dilation \(dilation)") "
        + "do not fit in the input \(input); expected at least one output along H and W"
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
    case .windowTooLargeForWinners(let operation, let window):
      "\(operation): window \(window); expected at most 32 positions, a bit for each"
    case .poolingModeUnsupported(let operation, let expected, let found):
      "\(operation): a pooling of mode \(found); expected \(expected)"
    case .shapeInvalid(let operation, let shape):
      "\(operation): shape \(shape) is not possible; "
        + "expected extents of at least 0 and a size that can be addressed"
    }
  }
}
