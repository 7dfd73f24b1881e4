import Diagnostics
import GraphIR

/// What can be wrong with a function, a gradient or a call: the words that a user reads.
package enum FunctionError: Error, Sendable, Equatable, CustomStringConvertible {
  case sharedAsInput(String)
  case notAPlaceholder
  case inputTwice(String)
  case unusedInput(String)
  case inputGiven(String)
  case missingInput(String)
  case defaultType(String, expected: TensorType, found: TensorType)
  case updatedTwice(String)
  case updateType(String, expected: TensorType, found: TensorType)
  case givenTwice(String)
  case givenType(String, expected: TensorType, found: TensorType)
  case givenCycle(String)
  case sharedShape(name: String, expected: Shape, found: Shape)
  case gradientBounds(String, String)
  case sliceExtent
  case rowsOutOfRange(Range<Int>, Shape)
  case flattenRank(Int, Shape)
  case argmaxOfNothing(operation: String, axis: Int, Shape)
  case rowOutOfRange(Int, Shape)
  case sliceStep
  case arangeStep
  case nothingToJoin
  case splitSizes([Int], axis: Int, Shape)
  case paddingWidths([[Int]], Shape)
  case reshapeUnknown(Shape, Shape)
  case uniformRange(String, String)
  case dropoutRate(String)
  case customResult(String, expected: ElementType, found: ElementType)
  case signalAxes(String, Shape)
  case windowsDoNotFit(operation: String, window: [Int], padding: [Int], Shape)
  case connectionCount(Int, filters: Shape)
  case connection(map: Int, channel: Int, input: Shape)

  package var description: String {
    switch self {
    case .sharedAsInput(let name):
      "cannot use the shared value '\(name)' as an input; it is read where it is used"
    case .notAPlaceholder:
      "this input is computed by an expression; expected a placeholder"
    case .inputTwice(let name):
      "the input '\(name)' is listed twice"
    case .unusedInput(let name):
      "the input '\(name)' is not used by any output or update"
    case .inputGiven(let name):
      "'\(name)' is both an input and given"
    case .missingInput(let name):
      "'\(name)' is needed, but it is neither an input nor given"
    case .defaultType(let name, let expected, let found):
      "the default of the input '\(name)' is \(found); expected \(expected)"
    case .updatedTwice(let name):
      "the shared value '\(name)' has two updates"
    case .updateType(let name, let expected, let found):
      "the update of '\(name)' is \(found); expected \(expected), the type of the shared value"
    case .givenTwice(let name):
      "\(name) is given twice"
    case .givenType(let name, let expected, let found):
      "\(name) is given as \(found); expected \(expected)"
    case .givenCycle(let name):
      "what is given for \(name) is computed from \(name) itself"
    case .sharedShape(let name, let expected, let found):
      "the shared value '\(name)' has shape \(expected); it cannot be set to shape \(found)"
    case .gradientBounds(let low, let high):
      "clipGradient: the bounds are \(low) and \(high); expected the lower one first"
    case .sliceExtent:
      "slice: the number of rows depends on a run-time value; "
        + "expected bounds that differ by a constant, as in data[i * 500 ..< (i + 1) * 500]"
    case .rowsOutOfRange(let range, let shape):
      "slice: rows \(range.lowerBound) ..< \(range.upperBound) do not exist in shape \(shape)"
    case .flattenRank(let rank, let shape):
      "flatten: \(rank) axes of shape \(shape); expected 1 to \(max(shape.rank, 1))"
    case .rowOutOfRange(let row, let shape):
      "slice: row \(row) does not exist in shape \(shape)"
    case .sliceStep:
      "slice: a step of 0 leads nowhere; expected another number"
    case .arangeStep:
      "arange: expected a step other than 0, and a range that can be counted"
    case .nothingToJoin:
      "concatenate: no tensors; expected at least one"
    case .splitSizes(let sizes, let axis, let shape):
      "split: parts of \(sizes) along axis \(axis) of shape \(shape); "
        + "expected sizes of at least 0 that add up to its extent"
    case .paddingWidths(let widths, let shape):
      "padded: widths \(widths) for shape \(shape); expected two numbers of at least 0 for each axis"
    case .reshapeUnknown(let shape, let target):
      "reshape: shape \(shape) under \(target); "
        + "expected at most one -1, and a whole number of elements along it"
    case .customResult(let operation, let expected, let found):
      "\(operation): the result is \(found); expected \(expected)"
    case .uniformRange(let low, let high):
      "uniform: the range from \(low) to \(high); expected bounds whose difference is finite"
    case .dropoutRate(let rate):
      "dropout: a rate of \(rate) is not possible; expected at least 0 and less than 1"
    case .argmaxOfNothing(let operation, let axis, let shape):
      "\(operation): axis \(axis) of shape \(shape) is empty; expected at least 1 element"
    case .windowsDoNotFit(let operation, let window, let padding, let input):
      "\(operation): windows \(window)"
        + (padding == [0, 0] ? "" : " with padding \(padding)")
        + " do not fit in the input \(input); expected at least one window along H and W"
    case .signalAxes(let operand, let shape):
      "signalConv2d: \(operand) of shape \(shape); expected 2 or 3 axes"
    case .connectionCount(let count, let filters):
      "conv2d: \(count) connections and filters \(filters); expected a filter for each connection"
    case .connection(let map, let channel, let input):
      "conv2d: output map \(map) sees channel \(channel) of the input \(input); "
        + "expected channels that there are, each once"
    }
  }

  package func diagnostic(at location: SourceLocation, notes: [Diagnostic.Note] = []) -> Diagnostic
  {
    Diagnostic(location: location, message: description, notes: notes)
  }

  package func error(at location: SourceLocation) -> ModelError {
    ModelError([diagnostic(at: location)])
  }
}
