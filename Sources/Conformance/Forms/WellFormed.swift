import Diagnostics
import Frontend
import GraphIR

/// Makes a function of a tensor up to its graph, which is where mistakes are found.
///
/// - Parameter tensor: an expression without placeholders.
/// - Throws: `ModelError` where the tensor, or what it is computed from, is ill-formed.
func requireWellFormed(_ tensor: some TensorConvertible) throws {
  _ = try FunctionDefinition(
    name: "refused", inputs: [], outputs: [tensor], updates: [], givens: [],
    at: SourceLocation(file: #fileID, line: #line))
}

/// A shared value that is all zeros.
func zeros(_ shape: Shape) throws -> Shared<Float> {
  Shared("x", try NDArray(repeating: 0, shape: shape))
}
