import Files
import Foundation

/// The errors and costs of a run over its epochs, as its log has them.
///
///     let curve = try LearningCurve(of: RunFolder(path: "runs/first"))
///     print(curve.best?.error ?? .nan)
public struct LearningCurve: Sendable, Equatable {
  /// The errors after a training step.
  public struct Measurement: Sendable, Equatable {
    /// The passes over the training set until then; whole at the end of an epoch.
    public let epoch: Double
    /// The training steps until then.
    public let iteration: Int
    /// The error rate, or the mean squared error.
    public let error: Double
    /// The mean cost of the epoch's minibatches until then; `nil` for a test, and where it was
    /// infinite.
    public let trainingCost: Double?
    /// The seconds of the run until then.
    public let seconds: Double
  }

  /// The end of a run.
  public struct End: Sendable, Equatable {
    /// The seconds that the run took.
    public let seconds: Double
    /// The milliseconds of a training step.
    public let millisecondsPerStep: Double?
    /// Whether a signal stopped it.
    public let isInterrupted: Bool
    /// The error that ended it, in words.
    public let failure: String?
  }

  /// The validations, in their order.
  public private(set) var validations: [Measurement] = []
  /// The tests, each at a validation error that was the lowest so far.
  public private(set) var tests: [Measurement] = []
  /// The end; `nil` for a run that goes on, or was killed.
  public private(set) var end: End?

  /// The first validation with the lowest error.
  public var best: Measurement? { validations.min { $0.error < $1.error } }

  private struct Line: Decodable {
    let event: String
    let training_examples: Int?
    let batch_size: Int?
    let epoch: Int?
    let iteration: Int?
    let error: Double?
    let training_cost: Double?
    let seconds: Double?
    let train_ms_per_step: Double?
    let interrupted: Bool?
    let failed: String?
  }

  /// The curve of a run; empty for one that was killed before it had a log.
  ///
  /// - Throws: as ``init(path:onDamage:)`` does.
  public init(
    of folder: RunFolder,
    onDamage: (TrainingError) throws(TrainingError) -> Void = Self.stop
  ) throws(TrainingError) {
    guard FileManager.default.fileExists(atPath: folder.logPath) else {
      try self.init(log: [], path: folder.logPath)
      return
    }
    try self.init(path: folder.logPath, onDamage: onDamage)
  }

  /// The curve in a log. Half a line at the end, as a run that was killed may leave, does not
  /// count.
  ///
  /// - Parameter onDamage: told of every other line that is no event, which is then skipped; throws
  ///   the error unless given.
  /// - Throws: ``TrainingError/file(_:path:reason:)``, and what `onDamage` throws.
  public init(
    path: String, onDamage: (TrainingError) throws(TrainingError) -> Void = Self.stop
  ) throws(TrainingError) {
    let bytes: [UInt8]
    do {
      let file = try InputFile(path: path)
      bytes = try file.read(count: file.size)
    } catch {
      throw .file(.read, path: path, reason: error.reason)
    }
    try self.init(log: bytes, path: path, onDamage: onDamage)
  }

  /// Throws the error of a damaged line.
  public static func stop(at error: TrainingError) throws(TrainingError) { throw error }

  /// The curve in the text of a log.
  ///
  /// - Parameter path: what errors call the log.
  init(
    log: [UInt8], path: String,
    onDamage: (TrainingError) throws(TrainingError) -> Void = Self.stop
  ) throws(TrainingError) {
    var minibatches: Int?
    let lines = log.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, bytes) in lines.enumerated() where !bytes.isEmpty {
      do throws(LogDefect) {
        try add(bytes, minibatches: &minibatches)
      } catch {
        // The last one has no line break after it.
        if error == .noEvent, index == lines.count - 1 { return }
        try onDamage(.malformedLog(path: path, line: index + 1, error))
      }
    }
  }

  /// The longest duration of a run, in seconds or milliseconds.
  package static let longestTime = 1e12

  /// Whether a duration in seconds or milliseconds is one that a run can have. Larger ones do not
  /// fit the texts of the page.
  static func isTime(_ number: Double) -> Bool { (0...longestTime).contains(number) }

  /// Adds what a line tells.
  ///
  /// - Parameter minibatches: the minibatches of an epoch, which the first line tells.
  private mutating func add(
    _ bytes: ArraySlice<UInt8>, minibatches: inout Int?
  ) throws(LogDefect) {
    guard let line = try? JSONText.decode(Line.self, from: Data(bytes)) else {
      throw .noEvent
    }
    switch line.event {
    case "start":
      if let examples = line.training_examples, let size = line.batch_size, size > 0 {
        minibatches = examples / size
      }
    case "validation", "test":
      guard let epoch = line.epoch, let iteration = line.iteration, let error = line.error,
        let seconds = line.seconds
      else { throw .noMeasurement(line.event) }
      guard epoch >= 0 else { throw .impossible("epoch") }
      guard iteration >= 0 else { throw .impossible("iteration") }
      guard error >= 0, error.isFinite else { throw .impossible("error") }
      guard line.training_cost?.isFinite != false else { throw .impossible("training_cost") }
      guard Self.isTime(seconds) else { throw .impossible("seconds") }
      let measurement = Measurement(
        epoch: minibatches.map { Double(iteration) / Double(max(1, $0)) } ?? Double(epoch),
        iteration: iteration, error: error, trainingCost: line.training_cost, seconds: seconds)
      if line.event == "test" {
        tests.append(measurement)
      } else {
        validations.append(measurement)
      }
    case "end":
      guard Self.isTime(line.seconds ?? 0) else { throw .impossible("seconds") }
      guard Self.isTime(line.train_ms_per_step ?? 0) else {
        throw .impossible("train_ms_per_step")
      }
      end = End(
        seconds: line.seconds ?? 0, millisecondsPerStep: line.train_ms_per_step,
        isInterrupted: line.interrupted ?? false, failure: line.failed)
    default:
      // What other versions add.
      break
    }
  }
}
