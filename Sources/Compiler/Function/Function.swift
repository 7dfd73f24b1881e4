import CallABI
import Diagnostics
import Execution
import Frontend
import GraphIR
import Schedule
import Storage
import Toolchain

/// A compiled function: called with its arguments, it returns its outputs and updates shared
/// values.
///
/// It may be called from several threads; calls then wait for one another. When the last reference
/// to it goes, its memory is given back; its library is closed with the last of its copies.
public final class Function: Sendable {
  /// What the function went through on its way to C.
  public let generated: GeneratedFunction
  /// Where its library came from.
  public let compilation: Compilation
  /// The shared values that it works on, as the graph numbers them.
  let shared: [(name: String, storage: TensorStorage)]
  let compiled: CompiledFunction
  private let definition: FunctionDefinition
  private let threads: Int
  private let kernelCheck: KernelCheck?

  /// How the library of a function was made.
  public struct Compilation: Sendable {
    /// Whether it was in the cache already.
    public let isCacheHit: Bool
    /// The seconds from the sources to the loaded library.
    public let seconds: Double
    /// The folder in the cache that holds the sources and the library.
    public let directory: String
  }

  package convenience init(_ definition: FunctionDefinition, options: CompileOptions) throws {
    let generated = try GeneratedFunction(definition, options: options)
    let library = try Self.libraries([generated], processes: nil)[0]
    try self.init(definition, generated: generated, library: library, processes: nil)
  }

  /// - Parameters:
  ///   - generated: the C of the definition.
  ///   - result: what was compiled of it.
  ///   - processes: those that call the function together, if it is for one of several.
  init(
    _ definition: FunctionDefinition, generated: GeneratedFunction, library result: CompiledLibrary,
    processes: ProcessGroup?
  ) throws {
    self.definition = definition
    self.generated = generated
    shared = definition.shared
    let options = generated.options
    compilation = Compilation(
      isCacheHit: result.isCacheHit, seconds: result.seconds, directory: result.directory)
    compiled = try CompiledFunction(
      schedule: generated.schedule, library: result.library, storages: definition.storages,
      timesKernels: options.timesKernels, processes: processes)
    threads = options.threadCount
    kernelCheck = options.kernelCheckInterval.map {
      KernelCheck(generated.optimizedGraph, schedule: generated.schedule, interval: $0)
    }
  }

  /// The same function on other shared values.
  init(
    copying other: Function, shared: [(name: String, storage: TensorStorage)],
    compiled: CompiledFunction
  ) {
    self.shared = shared
    generated = other.generated
    compilation = other.compilation
    definition = other.definition
    threads = other.threads
    kernelCheck = other.kernelCheck
    self.compiled = compiled
  }

  /// The function's name.
  public var name: String { definition.graph.name }

  /// Calls the function.
  ///
  /// - Parameters:
  ///   - arguments: one for each input, in the order of `compile`'s `inputs`: an `NDArray` of the
  ///     input's type and shape, or a number for an input that is one. Inputs with a default value
  ///     may be left out at the end.
  ///   - named: the arguments of further inputs, by the names of their placeholders.
  /// - Throws: `ModelError` when an argument does not fit its input, or when the call asks for rows
  ///   or labels that do not exist, or there is no memory for its outputs; shared values are then
  ///   as they were.
  @discardableResult
  public func callAsFunction(
    _ arguments: any FunctionArgument..., named: KeyValuePairs<String, any FunctionArgument> = [:],
    file: String = #fileID, line: Int = #line
  ) throws -> FunctionOutputs {
    try call(arguments, named: named, file: file, line: line)
  }

  /// Calls the function with arguments whose number is known only when the program runs.
  @discardableResult
  public func call(
    _ arguments: [any FunctionArgument], named: KeyValuePairs<String, any FunctionArgument> = [:],
    file: String = #fileID, line: Int = #line
  ) throws -> FunctionOutputs {
    let outputs = try run(
      arguments, named: named, at: SourceLocation(file: file, line: line)
    ).outputs
    return FunctionOutputs(
      function: name, expressions: definition.outputs,
      elements: Array(outputs.prefix(definition.outputs.count)))
  }

  /// Calls the function, and tells what each kernel took, in the order of its schedule's kernels;
  /// nothing unless it was compiled with ``CompileOptions/timesKernels``.
  ///
  /// - Throws: as a call does.
  public func timed(
    _ arguments: [any FunctionArgument], file: String = #fileID, line: Int = #line
  ) throws -> [Duration] {
    try run(arguments, named: [:], at: SourceLocation(file: file, line: line)).kernels
  }

  private func run(
    _ arguments: [any FunctionArgument], named: KeyValuePairs<String, any FunctionArgument>,
    at location: SourceLocation
  ) throws -> (outputs: [ResultElements], kernels: [Duration]) {
    do {
      let parameters = zip(definition.inputs, generated.schedule.inputs).map { $0.of($1) }
      let inputs = try ArgumentBinding(function: name, inputs: parameters)
        .elements(arguments, named: named)
      return try compiled.timedRun(
        inputs: inputs, threads: threads, check: kernelCheck?.checkOfNextCall())
    } catch let mistake as CallError {
      throw mistake.error(at: location)
    } catch let error as MemoryError {
      throw error.error(at: location)
    } catch let mismatch as KernelMismatch {
      let mistake = CallError.kernelDiffers(
        function: name, kernel: mismatch.kernel, type: mismatch.type, position: mismatch.position,
        found: mismatch.found, expected: mismatch.expected)
      throw mistake.error(
        at: location,
        notes: Self.notes("it is computed here", mismatch.locations))
    } catch let failure as CompiledFunction.Failure {
      let mistake = CallError.failed(function: name, reason: failure.reason)
      throw mistake.error(
        at: location,
        notes: Self.notes(
          "it is asked for here", [failure.failure.location] + failure.failure.fusedLocations))
    }
  }

  /// Notes for the line that something comes from, and for those that the same kernel computes.
  private static func notes(_ message: String, _ lines: [SourceLocation]) -> [Diagnostic.Note] {
    lines.enumerated().filter { number, line in !lines[..<number].contains(line) }.map {
      Diagnostic.Note(
        location: $0.element,
        message: $0.offset == 0 ? message : "this is computed by the same kernel")
    }
  }
}
