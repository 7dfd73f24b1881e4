import Dispatch
import Foundation
import Synchronization
import Toolchain

/// Runs the trials of a sweep as processes, several at a time.
///
/// A trial is a run like any other, so that one that was stopped goes on from its checkpoint, and
/// its result does not depend on what runs beside it.
public struct SweepRunner: Sendable {
  /// A trial that has come to its end.
  public struct Outcome: Sendable {
    /// The trial, counted from 0.
    public let trial: Int
    /// Its result; `nil` if it failed.
    public let result: TrialResult?
    /// The error of a trial that failed, or the last line that it has printed.
    public let failure: String?

    /// Outcomes by their validation error, the best first: then come those without a validation,
    /// and then those that failed.
    package static func bestFirst(_ outcomes: [Outcome]) -> [Outcome] {
      outcomes.sorted { left, right in
        (left.rank, left.error, left.trial) < (right.rank, right.error, right.trial)
      }
    }

    private var rank: Int { result == nil ? 2 : result?.validationError == nil ? 1 : 0 }
    private var error: Double { result?.validationError ?? 0 }
  }

  // Ten years: a trial may take as long as it takes.
  private static let longestTrial = Duration.seconds(315_360_000)

  /// The trials that had a result when the runner was made.
  public let finished: [Outcome]

  private let folder: SweepFolder
  private let contents: SweepFolder.Contents
  private let program: String
  private let command: [String]
  private let concurrency: Int
  private let threads: Int
  private let longestWait: Duration

  /// - Parameters:
  ///   - program: the path of the program that trains.
  ///   - command: the words of its command, as in `train lenet5`.
  ///   - concurrency: the number of trials at a time.
  ///   - threads: the number of threads of each.
  ///   - longestWait: the time that a trial which another process still trains has to end before it
  ///     counts as failed.
  public init(
    _ folder: SweepFolder, _ contents: SweepFolder.Contents, program: String, command: [String],
    concurrency: Int, threads: Int, longestWait: Duration = .seconds(60)
  ) {
    self.folder = folder
    self.contents = contents
    self.program = program
    self.command = command
    self.concurrency = concurrency
    self.threads = threads
    self.longestWait = longestWait
    finished = contents.plan.trials.indices.compactMap { trial in
      TrialResult(of: folder.run(of: trial)).map {
        Outcome(trial: trial, result: $0, failure: nil)
      }
    }
  }

  /// Runs the trials that have no result yet.
  ///
  /// - Parameter didEnd: told of every trial that comes to its end; calls do not overlap.
  /// - Throws: what `didEnd` throws, after the trials that are running then.
  public func run(didEnd: @Sendable (Outcome) throws -> Void) throws {
    let done = Set(finished.map(\.trial))
    let open = contents.plan.trials.indices.filter { !done.contains($0) }
    let next = Mutex(0)
    let failure = Mutex<(any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: min(concurrency, open.count)) { _ in
      while failure.withLock({ $0 == nil }) {
        let position = next.withLock { next in
          defer { next += 1 }
          return next
        }
        guard position < open.count else { return }
        do {
          let outcome = try outcome(of: open[position])
          try failure.withLock { _ in try didEnd(outcome) }
        } catch {
          failure.withLock { $0 = $0 ?? error }
        }
      }
    }
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func outcome(of trial: Int) throws -> Outcome {
    let run = folder.run(of: trial)
    let hasBegun = FileManager.default.fileExists(atPath: run.configurationPath)
    // A trial of a sweep that was killed ends by itself, after the step at hand. One that does not
    // is named by the error of this one.
    if hasBegun { _ = try? run.lock(longestWait: longestWait) }
    let words =
      hasBegun
      ? command + ["--resume", run.path]
      : command + contents.arguments + contents.plan.words(of: trial) + ["--run", run.path]
    let (status, output) = try Command(
      program: program, arguments: words + ["--threads", "\(threads)", "--quiet"]
    ).run(environment: ProcessInfo.processInfo.environment, timeLimit: Self.longestTrial)
    guard status == .exited(0), let result = TrialResult(of: run) else {
      let lines = output.split(whereSeparator: \.isNewline)
      // Notes may follow the error.
      let reason = lines.last { $0.lowercased().contains("error: ") } ?? lines.last
      return Outcome(
        trial: trial, result: nil,
        failure: reason.map(String.init) ?? "the process ended: \(status)")
    }
    return Outcome(trial: trial, result: result, failure: nil)
  }
}
