import Diagnostics
import Frontend
import GraphIR
import Testing

/// A function of the given parts, checked and made into a graph but not compiled.
@discardableResult
func define(
  inputs: [any TensorConvertible] = [], outputs: [any TensorConvertible] = [],
  updates: [Update] = [], givens: [Given] = [], defaultUpdates: DefaultUpdates = .applied,
  unusedInputs: UnusedInputs = .refused, mode: Mode = .training, file: String = #fileID,
  line: Int = #line
) throws -> FunctionDefinition {
  try FunctionDefinition(
    name: "f", inputs: inputs, outputs: outputs, updates: updates, givens: givens,
    mode: mode, defaultUpdates: defaultUpdates, unusedInputs: unusedInputs,
    at: Diagnostics.SourceLocation(file: file, line: line))
}

/// The nodes and roots of a function's graph, without the line that names it.
func text(
  inputs: [any TensorConvertible] = [], outputs: [any TensorConvertible] = [],
  updates: [Update] = [], givens: [Given] = []
) throws -> String {
  let graph = try define(inputs: inputs, outputs: outputs, updates: updates, givens: givens).graph
  return graph.description.split(separator: "\n").dropFirst().joined(separator: "\n")
}

/// What the error that the body throws says to the user.
func errorText(_ body: () throws -> Void) -> String {
  do {
    try body()
    return "nothing thrown"
  } catch let error as ModelError {
    return error.description
  } catch {
    return "another error: \(error)"
  }
}

/// A line of an error's text.
func error(_ line: Int, _ words: String, file: String = #fileID) -> String {
  "\(file):\(line): error: \(words)"
}

/// A line of an error's text that points somewhere else.
func note(_ line: Int, _ words: String, file: String = #fileID) -> String {
  "\(file):\(line): note: \(words)"
}

/// A shared value of zeros.
func zeros<Scalar: NumericTensorScalar>(
  _ name: String, _ shape: Shape, _ type: Scalar.Type = Float.self
) throws -> Shared<Scalar> {
  try Shared(name, NDArray(repeating: 0, shape: shape))
}
