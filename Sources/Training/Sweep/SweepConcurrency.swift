import Compiler
import Dispatch
import Synchronization
import Toolchain

/// How the trials of a sweep share the cores: several at a time with one thread each, or one after
/// the other with a thread on each core.
public struct SweepConcurrency: Sendable, Equatable {
  /// The number of trials at a time.
  public let trials: Int
  /// The number of threads of each trial.
  public let threads: Int

  private static let warmingSteps = 3
  private static let leastSteps = 5
  private static let seconds = 0.5

  /// As many trials at a time as have room with the given number of threads.
  ///
  /// - Throws: `CompileOptionError` for an impossible number of threads.
  public init(threads: Int) throws {
    try CompileOptions(threads: threads).validate()
    self.threads = threads
    trials = max(1, HostProcessor.current().coreCount / threads)
  }

  /// What is faster for a model, measured: training steps side by side, each on one thread, or
  /// steps one after the other on all of them.
  ///
  /// - Parameter program: makes the program of a trial.
  /// - Throws: what can go wrong with the model and the compiler.
  public init(
    measuring program: @Sendable () throws -> ModelProgram, compileOptions: CompileOptions
  ) throws {
    let cores = HostProcessor.current().coreCount
    func compiled(threads: Int) throws -> CompiledProgram {
      var options = compileOptions
      options.threads = threads
      return try program().compile(options: options)
    }
    guard cores > 1 else {
      (trials, threads) = (1, 1)
      return
    }
    let alone = try Self.secondsPerStep(of: compiled(threads: cores))
    let programs = try (0..<cores).map { _ in try compiled(threads: 1) }
    let sideBySide = Mutex<Result<Double, any Error>>(.success(0))
    DispatchQueue.concurrentPerform(iterations: cores) { index in
      let seconds = Result { try Self.secondsPerStep(of: programs[index]) }
      sideBySide.withLock { slowest in
        slowest = slowest.flatMap { slowest in seconds.map { max($0, slowest) } }
      }
    }
    let slowest = try sideBySide.withLock { try $0.get() }
    (trials, threads) = slowest / Double(cores) < alone ? (cores, 1) : (1, cores)
  }

  /// The shortest of some training steps.
  private static func secondsPerStep(of program: CompiledProgram) throws -> Double {
    var program = program
    program.startEpoch(1)
    let minibatches = program.program.batches.training
    let clock = ContinuousClock()
    let start = clock.now
    var (step, shortest) = (0, Double.infinity)
    while step < warmingSteps + leastSteps || clock.now - start < .seconds(seconds) {
      let duration = try clock.measure {
        _ = try program.trainStep(minibatch: step % minibatches)
      }
      if step >= warmingSteps { shortest = min(shortest, duration / .seconds(1)) }
      step += 1
    }
    return shortest
  }
}
