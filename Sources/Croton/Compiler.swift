import CEmitter
import CallABI
import Diagnostics
import Frontend
import GraphIR
import GraphPasses
import Lowering
import Execution
import Toolchain

/// How functions are compiled.
public struct CompileOptions: Sendable {
  /// Which passes run over the graph.
  public var optimization: Optimization
  /// The number of threads that a call uses, or `nil` for as many as the machine has.
  public var threads: Int?
  /// Whether every product and sum is rounded by itself, so that results do not depend on whether
  /// the processor fuses them, elements that tie as they are written go on to tie, and functions
  /// such as `tanh` are the C library's in place of Croton's own, which are within 2 units in the
  /// last place. Passes stay that are bit-exact or make values more accurate, as their
  /// documentation says.
  public var isExact: Bool
  /// Whether a call fails at the first operation whose result holds NaN, an infinity or a number
  /// over 1e10 in absolute value, before any shared value is written. Operations are told apart best
  /// with the optimization `none`.
  public var checksNumerics: Bool
  /// Of how many calls one is checked, or `nil` for none. In a checked call each kernel's results are
  /// compared with what the interpreter computes from the values that the kernel read, and the call
  /// fails at the first that differs by more than rounding explains, with shared values as they were.
  /// Interpreting takes a hundred times as long as the kernels, and more.
  public var kernelCheckInterval: Int?
  /// Whether the C reads a clock after each kernel, for ``Function/timed(_:)``.
  public var timesKernels: Bool
  /// The width of a vector, in bytes, or `nil` for this machine's.
  public var vectorBytes: Int?
  /// The directory that keeps compiled libraries, or `nil` for the user's cache. A process that has
  /// compiled into it must not remove it and go on compiling: the loader takes a new library for
  /// the old one whose place on disk it got.
  public var cacheDirectory: String?
  /// The command that makes the C again, which its header tells.
  public var command: String?

  public init(
    optimization: Optimization = .full, threads: Int? = nil, isExact: Bool = false,
    checksNumerics: Bool = false, kernelCheckInterval: Int? = nil,
    timesKernels: Bool = false, vectorBytes: Int? = nil, cacheDirectory: String? = nil,
    command: String? = nil
  ) {
    self.optimization = optimization
    self.threads = threads
    self.isExact = isExact
    self.checksNumerics = checksNumerics
    self.kernelCheckInterval = kernelCheckInterval
    self.timesKernels = timesKernels
    self.vectorBytes = vectorBytes
    self.cacheDirectory = cacheDirectory
    self.command = command
  }

  /// The number of threads that a call uses.
  public var threadCount: Int { max(1, threads ?? HostProcessor.current().coreCount) }
}

/// A function on its way from a graph to C: every stage's result, one after the other.
public struct GeneratedFunction: Sendable {
  /// The graph as the user wrote it.
  public let graph: Graph
  /// The graph after all passes.
  public let optimizedGraph: Graph
  /// Kernels, buffers and their order.
  public let schedule: Schedule
  /// The C files.
  public let source: CSource

  package init(_ definition: FunctionDefinition, options: CompileOptions) throws {
    graph = definition.graph
    let optimization = options.isExact ? options.optimization.keepingTies : options.optimization
    optimizedGraph = try Pipeline(optimization).optimize(graph)
    let vectorBytes = options.vectorBytes ?? HostProcessor.current().vectorBytes
    let visible = options.kernelCheckInterval == nil ? optimizedGraph : optimizedGraph.withVisibleValues
    schedule = try Lowering.schedule(
      visible, for: Target(vectorBytes: vectorBytes, isExact: options.isExact), checksNumerics: options.checksNumerics)
    let provenance = Provenance(graph: optimizedGraph, vectorBytes: vectorBytes, options: options)
    source = try CEmitter(
      abiVersion: Int(CROTON_ABI_VERSION), blasInclude: BLASLibrary.includeLine(),
      provenance: try provenance.lines, timesKernels: options.timesKernels,
      mathFunctions: options.isExact ? .library : .polynomials
    ).emit(schedule)
  }
}

/// Compiles a function (`theano.function`).
///
///     let x = Tensor<Float>.placeholder("x", shape: [3])
///     let square = try compile(name: "square", inputs: [x], outputs: [x * x])
///     let result = try square(NDArray<Float>([1, 2, 3]))
///
/// - Parameters:
///   - name: what the generated C file is called.
///   - inputs: placeholders, in the order in which a call passes arguments. Those in an `Input` have
///     a default value.
///   - outputs: what a call returns.
///   - updates: what replaces shared values when a call ends. All updates read the old values and
///     take effect together.
///   - givens: what placeholders, shared values or other expressions stand for in this function.
///   - mode: whether dropout and its like act: they do unless the function evaluates.
///   - defaultUpdates: which default updates of shared values apply.
///   - unusedInputs: whether inputs that nothing reads are refused.
///   - optimization: which passes run over the graph, in place of those that the options name.
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
