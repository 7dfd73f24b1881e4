import GraphIR
import Interpreter
import Testing

@Suite struct InterpreterErrorTests {
  private static let pair = TensorType(.float, [2])

  @Test(arguments: [
    (InterpreterError.sourceMissing(.input(2), given: 1), "input 2 has no value; 1 was given"),
    (.sourceMissing(.shared(0), given: 0), "shared value 0 has no value; 0 were given"),
    (
      .sourceType(.input(0), expected: pair, found: TensorType(.double, [3, 1])),
      "input 0 is double(3, 1); expected float(2,)"
    ),
    (
      .sourceApplied(operation: "input"),
      "input: has no value of its own; only a graph with inputs gives it one"
    ),
    (.valueCount(pair, found: 3), "an array of type float(2,) has 3 values; expected 2"),
    (
      .resultTypes(operation: "dot", expected: [pair], found: [pair, TensorType(.int64, [])]),
      "dot: the results were said to be float(2,), int64(); the operands give float(2,)"
    ),
    (.notRepresentable(-2.5, .int64), "-2.5 is not a value of Int64"),
    (
      .rowsOutOfRange(start: -1, count: 500, shape: [50000, 784]),
      "slice: 500 rows from row -1 are out of range for shape (50000, 784); "
        + "expected a start from 0 to 49500"
    ),
    (
      .labelOutOfRange(operation: "gatherByLabel", label: 10, row: 3, classes: 10),
      "gatherByLabel: label 10 of row 3 is out of range for 10 classes"
    ),
    (
      .argmaxOfNothing(axis: 1, shape: [2, 0]),
      "argmax: axis 1 of shape (2, 0) is empty; expected at least 1 element"
    ),
  ])
  func saysWhatIsWrong(error: InterpreterError, words: String) {
    #expect(error.description == words)
  }
}
