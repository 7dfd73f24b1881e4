import Compiler
import Diagnostics
import Execution
import Foundation
import Processes
import Synchronization
import Toolchain

/// The processes that train a model together, which MPI has started.
///
///     do {
///       var trainer = Trainer(model: LeNet5(), data: .embeddedMNIST)
///       let processes = try TrainingProcesses()
///       trainer.processes = processes
///       let result = try trainer.run()
///       processes.finish()
///     } catch DistributedError.reported {
///       exit(1)
///     } catch {
///       print(error)
///       exit(1)
///     }
///
/// Each process computes with a part of every minibatch, its shard. The results are those of one
/// process, to the bit. Process 0 alone prints, calls callbacks and writes files.
public final class TrainingProcesses: Sendable {
  /// How long processes wait for each other before training begins, at least: they may read data
  /// and compile for different times.
  private static let startupLimit = Duration.seconds(600)
  private static let isStarted = Atomic<Bool>(false)

  /// How long a process waits for another during training.
  public let timeLimit: Duration
  let session: ProcessSession

  /// The exit code of a program in which a process is missing.
  public static let exitCodeOfLoss: Int32 = 4

  /// Starts MPI: its `mpicc` is looked for where `$MPICC` and `$PATH` say.
  ///
  /// - Parameter timeLimit: how long a process waits for another. Then it names the one that is
  ///   missing on the standard error, and ends all processes with the exit code 4.
  /// - Throws: errors that say what to install where there is no MPI, and those of the C compiler;
  ///   as ``DistributedError/failed(process:reason:)`` where a launcher has started this process.
  public init(timeLimit: Duration = .seconds(30)) throws {
    self.timeLimit = timeLimit
    guard !Self.isStarted.exchange(true, ordering: .relaxed) else {
      throw DistributedError.startedTwice
    }
    do {
      session = try ProcessSession(timeLimit: max(timeLimit, Self.startupLimit))
    } catch {
      // Before MPI starts, processes cannot agree on who says what: each says who it is.
      guard let name = LaunchedProcesses.name(ProcessInfo.processInfo.environment) else {
        throw error
      }
      throw DistributedError.failed(process: name, reason: "\(error)")
    }
  }

  /// How many processes a launcher, such as `mpirun`, says that it has started together with this
  /// one; `nil` where none has started it.
  public static var launchedCount: Int? {
    LaunchedProcesses.count(ProcessInfo.processInfo.environment)
  }

  /// The threads of each process where several share the cores of a machine, to which the launcher
  /// has not bound them: so many that each thread has a core; `nil` otherwise.
  public static var threadsOfEach: Int? {
    let count = LaunchedProcesses.countOnHost(ProcessInfo.processInfo.environment) ?? 1
    let cores = HostProcessor.current().coreCount
    let isBound = cores < ProcessInfo.processInfo.processorCount
    return count > 1 && !isBound ? max(1, cores / count) : nil
  }

  /// The number of this process, from 0.
  public var rank: Int { session.rank }
  /// How many processes there are.
  public var ranks: Int { session.ranks }
  /// Whether this is process 0, which alone prints and writes.
  public var isFirst: Bool { rank == 0 }

  /// Ends MPI: waits until all processes have called it. They train no more then. `exit` calls it,
  /// too, so that a process writes its error before a launcher sees that another has failed. A
  /// second call does nothing.
  public func finish() { session.finish() }

  /// Does something that can fail in some processes only, such as reading files.
  ///
  /// - Throws: in all processes, where it fails in one. Process 0 throws the error to report, the
  ///   others ``DistributedError/reported``.
  public func agree<Value>(_ body: () throws -> Value) throws -> Value {
    let result = Result(catching: body)
    var error: (any Error)?
    if case .failure(let failure) = result { error = failure }
    // A text is never empty, since an error has words.
    let texts = session.gather(error.map { "\($0)" } ?? "")
    guard let failed = texts.firstIndex(where: { !$0.isEmpty }) else { return try result.get() }
    guard isFirst else { throw DistributedError.reported }
    if failed == 0, let error { throw error }
    throw DistributedError.failed(process: session.name(of: failed), reason: texts[failed])
  }

  /// Checks that all processes are to compute the same.
  ///
  /// - Throws: `DistributedError.differing` in process 0, `.reported` in the others.
  ///
  /// - Parameter identity: that of this process, as text.
  func compare(_ identity: String) throws {
    let texts = session.gather(identity)
    try agree {
      let identities = try texts.map(ProcessIdentity.init(text:))
      let differences = identities.indices.dropFirst().compactMap { rank in
        identities[rank].difference(
          from: identities[0], name: session.name(of: rank), first: session.name(of: 0))
      }
      guard differences.isEmpty else { throw DistributedError.differing(differences) }
    }
  }

  /// Gives all processes the state of a run that goes on, and the values that it goes on with.
  ///
  /// - Parameter state: the state, which process 0 has.
  func broadcast(_ state: TrainingState?, values: [SavedArray]) throws -> TrainingState? {
    let metadata = state?.metadata(minibatches: 1) ?? [:]
    let data = session.broadcast(try JSONEncoder().encode(metadata))
    let received = try JSONDecoder().decode([String: String].self, from: data)
    guard let state = TrainingState(metadata: received) else { return nil }
    for array in values {
      array.storage.write([UInt8](session.broadcast(Data(array.storage.readBytes()))))
    }
    return state
  }

  /// The processes that split minibatches with this one.
  func group(for program: ModelProgram) -> ProcessGroup {
    session.group(ofSize: program.process(rank, of: ranks).groupSize)
  }

  /// Trains together: from now on processes wait for each other no longer than the time limit.
  ///
  /// - Parameter isStopped: the stop condition, which process 0 decides about; `nil` for none.
  func train(
    _ program: CompiledProgram, _ loop: TrainingLoop, from state: TrainingState?,
    observers: [any TrainingObserver], interrupt: RequestFlag, checkpoints: CheckpointSchedule,
    isStopped: (() -> Bool)?
  ) throws -> TrainingResult {
    session.setTimeLimit(timeLimit)
    // Another training prepares as this one did.
    defer { session.setTimeLimit(max(timeLimit, Self.startupLimit)) }
    var steps = DistributedSteps(
      steps: program, session: session,
      asked: .init(stop: interrupt, checkpoint: checkpoints.request))
    var checkpoints = checkpoints
    checkpoints.request = steps.agreed.checkpoint
    if !isFirst {
      // Process 0 alone writes.
      checkpoints.secondsBeforeValidation = .infinity
      checkpoints.longestSeconds = .infinity
    }
    // All processes have to stop after the same step.
    let hasCondition = asked(isStopped != nil)
    do {
      return try loop.run(
        &steps, from: state, observers: observers, interrupt: steps.agreed.stop,
        checkpoints: checkpoints,
        isStopped: { hasCondition && self.asked(isStopped?() == true) })
    } catch let error as TrainingError where error.isDivergence {
      // Process 0 alone looks at parameters before it writes a checkpoint; all have the same costs.
      if isFirst, case .parameterNotFinite = error { abort(error, exitCode: 3) }
      throw error
    } catch {
      abort(error)
    }
  }

  /// Whether any process has a condition.
  private func asked(_ condition: Bool) -> Bool {
    session.vote(condition ? 1 : 0)
    return session.votes() != 0
  }

  /// Ends all processes, with the reason why this one cannot go on.
  func abort(_ error: any Error, exitCode: Int32 = 1) -> Never {
    let text = "\(error)"
    let name = session.name(of: rank)
    StandardError().write(
      error is ModelError ? "\(text)\n" : "Error: \(isFirst ? "" : "\(name): ")\(text)\n")
    session.abort(exitCode: exitCode)
  }
}
