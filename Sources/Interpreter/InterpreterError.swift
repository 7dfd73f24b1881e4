import GraphIR

/// Why a graph, or one operation, cannot be evaluated.
///
/// These are the words that a user reads; no other file of the interpreter has wording for them.
package enum InterpreterError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Where a value comes from that is not computed.
  package enum Source: Sendable, Equatable {
    case input(Int)
    case shared(Int)
  }

  case sourceMissing(Source, given: Int)
  case sourceType(Source, expected: TensorType, found: TensorType)
  case sourceApplied(operation: String)
  case valueCount(TensorType, found: Int)
  case resultTypes(operation: String, expected: [TensorType], found: [TensorType])
  case notRepresentable(Double, ElementType)
  case rowsOutOfRange(start: Double, count: Int, shape: Shape)
  case rowOutOfRange(operation: String, row: Double, count: Int)
  case labelOutOfRange(operation: String, label: Double, row: Int, classes: Int)
  case argmaxOfNothing(axis: Int, shape: Shape)

  package var description: String {
    switch self {
    case .sourceMissing(let source, let given):
      "\(source) has no value; \(given) \(given == 1 ? "was" : "were") given"
    case .sourceType(let source, let expected, let found):
      "\(source) is \(found); expected \(expected)"
    case .sourceApplied(let operation):
      "\(operation): has no value of its own; only a graph with inputs gives it one"
    case .valueCount(let type, let found):
      "an array of type \(type) has \(found) values; expected \(type.shape.elementCount)"
    case .resultTypes(let operation, let expected, let found):
      "\(operation): the results were said to be \(text(found)); the operands give \(text(expected))"
    case .notRepresentable(let value, let type):
      "\(value) is not a value of \(type)"
    case .rowsOutOfRange(let start, let count, let shape):
      "slice: \(count) rows from row \(text(start)) are out of range for shape \(shape); "
        + "expected a start from 0 to \(shape[0] - count)"
    case .rowOutOfRange(let operation, let row, let count):
      "\(operation): row \(text(row)) is out of range for \(count) \(count == 1 ? "row" : "rows")"
    case .labelOutOfRange(let operation, let label, let row, let classes):
      "\(operation): label \(text(label)) of row \(row) is out of range for \(classes) classes"
    case .argmaxOfNothing(let axis, let shape):
      "argmax: axis \(axis) of shape \(shape) is empty; expected at least 1 element"
    }
  }

  private func text(_ types: [TensorType]) -> String {
    types.map(\.description).joined(separator: ", ")
  }

  /// A whole number without the `.0` of a Double.
  private func text(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? "\(number)"
  }
}

extension InterpreterError.Source: CustomStringConvertible {
  package var description: String {
    switch self {
    case .input(let index): "input \(index)"
    case .shared(let index): "shared value \(index)"
    }
  }
}
