import Diagnostics
import Frontend
import GraphPasses

/// Compiles a function (`theano.function`).
///
///     let x = Tensor<Float>.placeholder("x", shape: [3])
///     let square = try compile(name: "square", inputs: [x], outputs: [x * x])
///     let result = try square(NDArray<Float>([1, 2, 3]))
///
/// - Parameters:
///   - name: what the generated C file is called.
///   - inputs: placeholders, in the order in which a call passes arguments. Those in an `Input`
///     have a default value.
///   - outputs: what a call returns.
///   - updates: what replaces shared values when a call ends. All updates read the old values and
///     take effect together.
///   - givens: what placeholders, shared values or other expressions stand for in this function.
///   - mode: whether dropout and its like act: they do unless the function evaluates.
///   - defaultUpdates: which default updates of shared values apply.
///   - unusedInputs: whether inputs that nothing reads are refused.
///   - optimization: which passes run, in place of those that the options name.
///   - options: how the function is compiled.
/// - Throws: `ModelError` with every mistake in the expressions and in the function, and when there
///   is no memory for its intermediate results;
///   `ToolchainError` when the C compiler or the BLAS is missing or fails.
public func compile(
  name: String = "function", inputs: [any TensorConvertible] = [],
  outputs: [any TensorConvertible] = [], updates: [Update] = [], givens: [Given] = [],
  mode: Mode = .training, defaultUpdates: DefaultUpdates = .applied,
  unusedInputs: UnusedInputs = .refused, optimizing optimization: Optimization? = nil,
  options: CompileOptions = CompileOptions(),
  file: String = #fileID, line: Int = #line
) throws -> Function {
  var options = options
  if let optimization { options.optimization = optimization }
  let location = SourceLocation(file: file, line: line)
  try options.validate(at: location)
  let definition = try FunctionDefinition(
    name: name, inputs: inputs, outputs: outputs, updates: updates, givens: givens,
    mode: mode, defaultUpdates: defaultUpdates, unusedInputs: unusedInputs, at: location)
  do {
    return try Function(definition, options: options)
  } catch let error as MemoryError {
    throw error.error(at: location)
  }
}
