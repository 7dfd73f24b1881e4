import CallABI
import Diagnostics
import Frontend
import GraphIR
import Lowering
import Execution
import Storage
import Toolchain

/// A compiled function: called with its arguments, it returns its outputs and updates shared values.
///
/// It may be called from several threads; calls then wait for one another.
public final class Function: Sendable {
  /// What the function went through on its way to C.
  public let generated: GeneratedFunction
  /// Where its library came from.
  public let compilation: Compilation
  private let definition: FunctionDefinition
  private let compiled: CompiledFunction
  private let threads: Int

  /// How the library of a function was made.
  public struct Compilation: Sendable {
    /// Whether it was in the cache already.
    public let isCacheHit: Bool
    /// The seconds from the sources to the loaded library.
    public let seconds: Double
    /// The folder in the cache that holds the sources and the library.
    public let directory: String
  }

  package init(_ definition: FunctionDefinition, options: CompileOptions) throws {
    self.definition = definition
    generated = try GeneratedFunction(definition, options: options)
    let compiler = try KernelCompiler(cacheDirectory: options.cacheDirectory)
    let source = try SourceBundle(
      name: definition.graph.name,
      files: generated.source.files.map { SourceBundle.File(name: $0.name, text: $0.text) })
    let result = try compiler.library(
      for: source,
      flags: try compiler.flags(strict: options.isStrict, usesBLAS: generated.schedule.usesBLAS),
      abiVersion: UInt32(CROTON_ABI_VERSION))
    compilation = Compilation(
      isCacheHit: result.isCacheHit, seconds: result.seconds, directory: result.directory)
    compiled = try CompiledFunction(
      schedule: generated.schedule, library: result.library, storages: definition.storages)
    threads = options.threadCount
  }

  /// The function's name.
  public var name: String { definition.graph.name }

  /// Calls the function.
  ///
  /// - Parameter arguments: one for each input, in the order of `compile`'s `inputs`: an
  ///   `NDArray` of the input's type and shape, or a number for an input that is one.
  /// - Throws: `ModelError` when an argument does not fit its input, or when the call asks for rows
  ///   or labels that do not exist; shared values are then as they were.
  @discardableResult
  public func callAsFunction(
    _ arguments: any FunctionArgument..., file: String = #fileID, line: Int = #line
  ) throws -> FunctionOutputs {
    try call(arguments, at: SourceLocation(file: file, line: line))
  }

  func call(_ arguments: [any FunctionArgument], at location: SourceLocation) throws -> FunctionOutputs {
    guard arguments.count == definition.inputs.count else {
      throw CallMistake.argumentCount(
        function: name, wanted: definition.inputs.map(\.name), found: arguments.count
      ).error(at: location)
    }
    var inputs: [[UInt8]] = []
    for (argument, input) in zip(arguments, definition.inputs) {
      guard let bytes = argument.bytes(for: input.type) else {
        throw CallMistake.argumentType(
          function: name, input: input.name, wanted: input.type, found: argument.summary
        ).error(at: location)
      }
      inputs.append(bytes)
    }
    do {
      let outputs = try compiled.run(inputs: inputs, threads: threads)
      return FunctionOutputs(function: name, expressions: definition.outputs, bytes: outputs)
    } catch let failure as CompiledFunction.Failure {
      throw ModelError([
        Diagnostic(
          location: location,
          message: CallMistake.failed(
            function: name,
            reason: failure.failure.reason(for: failure.value)
          ).description,
          notes: [Diagnostic.Note(location: failure.failure.location, message: "it is asked for here")])
      ])
    }
  }
}
