import GraphPasses
import Toolchain

/// What computes matrix products with long sums.
public enum BLAS: String, CaseIterable, Sendable {
  /// Croton's own code, which adds in the same order on every processor.
  case none
  /// OpenBLAS (Accelerate on macOS), where that costs less. Its results depend on the processor.
  case openBLAS = "openblas"
}

/// How functions are compiled.
public struct CompileOptions: Sendable {
  /// Which passes run over the graph and in lowering.
  public var optimization: Optimization
  /// The number of threads that a call uses, or `nil` for as many as the machine has.
  public var threads: Int?
  /// Whether every product and sum is rounded by itself, so that elements that tie as they are
  /// written go on to tie, and functions such as `tanh` of floats are computed in double and rounded
  /// once, within 0.501 units in the last place; otherwise they are within 2. Passes stay that are
  /// bit-exact or make values more accurate, as their documentation says.
  public var isExact: Bool
  /// What computes matrix products with long sums.
  public var blas: BLAS
  /// What the factors of matrix products are rounded to.
  public var precision: Precision
  /// Whether a call fails at the first operation whose result holds NaN, an infinity or a number
  /// over 1e10 in absolute value, before any shared value is written. Operations are told apart
  /// best with the optimization `none`.
  public var checksNumerics: Bool
  /// Whether each buffer that kernels read or write has pages of its own, between guard pages: a
  /// kernel that goes beyond a buffer ends the process, with an error that names the buffer. It
  /// decides no result, and makes calls slow.
  public var checksBounds = false
  /// Of how many calls one is checked, or `nil` for none. In a checked call each kernel's results
  /// are compared with what the interpreter computes from the values that the kernel read, and the
  /// call fails at the first that differs by more than rounding explains, with shared values as
  /// they were. Interpreting takes a hundred times as long as the kernels, and more.
  public var kernelCheckInterval: Int?
  /// Whether the C reads a clock after each kernel, for ``Function/timed(_:file:line:)``.
  public var timesKernels: Bool
  /// The width of a vector register, in bytes, or `nil` for this machine's. It decides no result.
  public var vectorBytes: Int?
  /// The directory that keeps compiled libraries, or `nil` for the user's cache. A process that has
  /// compiled into it must not remove it and go on compiling: the loader takes a new library for
  /// the old one whose place on disk it got.
  public var cacheDirectory: String?
  /// The command that makes the C again, which its header tells.
  public var command: String?
  /// Which of several processes the function is for, where they split minibatches.
  package var process: ProcessRank?
  /// Whether the C of one of several processes exchanges no messages, so that the process can be
  /// measured by itself. Its kernels are those of the schedule all the same.
  package var leavesOutMessages = false
  /// Where choices among algorithms come from.
  package var tuning = TuningSource.cache
  /// Whether the C is for other machines, too: it is planned for any number of threads unless one
  /// is asked for. It decides no result.
  package var standsAlone = false
  /// Whether memory counts for more than the time that caches save. It decides no result.
  package var savesMemory = false
  /// The most bytes of gradients that several processes exchange together while the rest is computed;
  /// a larger gradient is exchanged alone. With 0 each is exchanged where it is needed. It decides no
  /// result.
  public var bucketBytes = CompileOptions.defaultBucketBytes

  /// The bytes of gradients that are exchanged together unless something else is asked for.
  public static let defaultBucketBytes = 1 << 20

  /// Options for this machine: every pass, as many threads as it has, and vectors of its width.
  public init(
    optimization: Optimization = .full, threads: Int? = nil, isExact: Bool = false,
    blas: BLAS = .none, precision: Precision = .single, checksNumerics: Bool = false,
    kernelCheckInterval: Int? = nil,
    timesKernels: Bool = false, vectorBytes: Int? = nil, cacheDirectory: String? = nil,
    command: String? = nil
  ) {
    self.optimization = optimization
    self.threads = threads
    self.isExact = isExact
    self.blas = blas
    self.precision = precision
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
