import Compiler
import Frontend
import Interpreter

/// One of the ways in which a function can be run.
struct Engine: Sendable {
  let kind: ConformanceRun.EngineKind
  var options: CompileOptions

  /// A function of the given parts, as a user would have it made.
  func function(
    _ name: String, inputs: [any TensorConvertible] = [], outputs: [any TensorConvertible],
    updates: [Update] = [], givens: [Given] = []
  ) throws -> EngineFunction {
    switch kind {
    case .compiled:
      let compiled = try compile(
        name: name, inputs: inputs, outputs: outputs, updates: updates, givens: givens,
        options: options)
      return CompiledEngineFunction(compiled, outputs: outputs)
    case .interpreted:
      return try InterpretedFunction(
        name, inputs: inputs, outputs: outputs, updates: updates, givens: givens,
        optimization: options.optimization)
    }
  }
}

/// A function that an engine has made.
protocol EngineFunction: Sendable {
  /// Calls the function.
  ///
  /// - Returns: the outputs in their order.
  func call(_ arguments: [any FunctionArgument]) throws -> [NumericArray]
}

/// A function as Croton compiles it.
private struct CompiledEngineFunction: EngineFunction {
  private let function: Function
  private let outputs: [any TensorConvertible]

  init(_ function: Function, outputs: [any TensorConvertible]) {
    self.function = function
    self.outputs = outputs
  }

  func call(_ arguments: [any FunctionArgument]) throws -> [NumericArray] {
    let results = try function.call(arguments)
    return try outputs.map { try value(of: $0, in: results) }
  }

  private func value<Output: TensorConvertible>(
    of output: Output, in results: FunctionOutputs
  ) throws -> NumericArray {
    let array = try results[output]
    return NumericArray(type: array.type, values: array.scalars.map { $0.literal.doubleValue })
  }
}
