import Files
import Foundation

/// A training run as a file of JSON objects, one a line, for programs to read.
///
/// The lines are `start` (with the settings that the log was made with), `validation` and `test`
/// as they happen, `hash` at the end of each epoch, and `end`. A resumed run keeps the lines up to
/// the checkpoint that it goes on from, adds `resume`, and goes on. Each line is handed to the
/// system as it is written, so that a run that is killed leaves every line before. Errors are error rates, fractions of wrong answers;
/// `training_cost` is the mean cost of the epoch's minibatches so far, and `null` where that is
/// infinite; times are seconds since the start.
///
/// ```swift
/// let log = try JSONLinesLog(path: "run.jsonl", settings: ["model": "lenet", "seed": 23455])
/// ```
public final class JSONLinesLog: TrainingObserver {
  private let path: String
  private let file: File
  private var settings = OrderedJSONObject()
  private let resumption: KeyValuePairs<String, any Encodable>
  private var keys: Set = ["event"]
  /// Whether what follows in the file is of this run.
  private var isStarted = false
  /// The seconds of the run before it was resumed.
  private var earlierSeconds = 0.0

  /// A log in a file. What a file has is removed when the run begins, and no sooner.
  ///
  /// - Parameters:
  ///   - settings: the keys and values of the `start` line, in their order.
  ///   - resumption: those that a `resume` line has at its end.
  /// - Throws: ``TrainingError`` where the file cannot be made, a setting is named twice, or JSON
  ///   cannot express its value.
  public init(
    path: String, settings: KeyValuePairs<String, any Encodable> = [:],
    resumption: KeyValuePairs<String, any Encodable> = [:]
  ) throws {
    self.path = path
    self.resumption = resumption
    file = try TrainingError.reporting { () throws(FileError) in try File(writing: path) }
    try self.settings.append("event", "start")
    try add(settings)
  }

  /// Adds settings that were not known when the log was made, before the run begins.
  ///
  /// - Throws: ``TrainingError`` where a setting is named twice or JSON cannot express its value.
  public func add(_ settings: KeyValuePairs<String, any Encodable>) throws {
    for (key, value) in settings {
      guard keys.insert(key).inserted else { throw TrainingError.duplicateLogSetting(key) }
      do {
        try self.settings.append(key, value)
      } catch is EncodingError {
        throw TrainingError.logSettingNotJSON(key)
      }
    }
  }

  deinit {
    // Of a run that never began, nothing is to stay.
    if file.isNew && !isStarted { unlink(path) }
  }

  /// Writes the line of the event, where it has one.
  ///
  /// - Throws: ``TrainingError`` where the file cannot be written.
  public func observe(_ event: TrainingEvent) throws {
    switch event {
    case .started(after: 0):
      if !isStarted {
        try TrainingError.reporting { () throws(FileError) in try file.removeContents() }
        isStarted = true
      }
      try write(settings)
    case .started(let iterations):
      try resume(after: iterations)
    case _ where !isStarted:
      // Another observer has failed as the run began: the lines of an earlier run stay.
      break
    case .stepStarted, .stepFinished:
      break
    case .validation(let position, let cost, let error, let seconds):
      try writeError("validation", position, error, seconds, cost: cost)
    case .newBestTest(let position, let error, let seconds):
      try writeError("test", position, error, seconds)
    case .epochFinished:
      break
    case .finished(let result):
      try write(end(result))
    case .interrupted(let result):
      var line = try end(result)
      try line.append("interrupted", true)
      try write(line)
    case .failed(let result, let reason):
      var line = try end(result)
      try line.append("failed", reason)
      try write(line)
    }
  }

  /// Writes the line with the hash of the parameters at the end of an epoch.
  ///
  /// - Throws: ``TrainingError`` where the file cannot be written.
  func write(hash: String, at position: TrainingPosition) throws {
    var line = OrderedJSONObject()
    try line.append("event", "hash")
    try line.append("epoch", position.epoch)
    try line.append("iteration", position.iteration)
    try line.append("sha256", hash)
    try write(line)
  }

  /// Removes the lines about what comes after the checkpoint.
  private func resume(after iterations: Int) throws {
    let kept = try LoggedLines(path: path, upTo: iterations)
    earlierSeconds = kept.seconds
    try TrainingError.reporting { () throws(FileError) in
      try file.removeContents(from: kept.byteCount)
    }
    isStarted = true
    if kept.byteCount == 0 { try write(settings) }
    var line = OrderedJSONObject()
    try line.append("event", "resume")
    try line.append("iteration", iterations)
    try line.append("seconds", thousandths(earlierSeconds))
    for (key, value) in resumption { try line.append(key, value) }
    try write(line)
  }

  private func writeError(
    _ event: String, _ position: TrainingPosition, _ error: Double, _ seconds: Double,
    cost: Double? = nil
  ) throws {
    var line = OrderedJSONObject()
    try line.append("event", event)
    try line.append("epoch", position.epoch)
    try line.append("minibatch", position.minibatch)
    try line.append("iteration", position.iteration)
    try line.append("error", error)
    if let cost { try line.append("training_cost", cost.isFinite ? cost : nil) }
    try line.append("seconds", thousandths(earlierSeconds + seconds))
    try write(line)
  }

  private func end(_ result: TrainingResult) throws -> OrderedJSONObject {
    var line = OrderedJSONObject()
    try line.append("event", "end")
    try line.append("best_validation", result.best?.validationError)
    try line.append("best_iteration", result.best?.iteration)
    try line.append("test", result.best?.testError)
    try line.append("seconds", thousandths(earlierSeconds + result.timing.seconds))
    try line.append("train_ms_per_step", thousandths(result.timing.millisecondsPerStep))
    return line
  }

  private func write(_ object: OrderedJSONObject) throws {
    let bytes = Array("\(object.text)\n".utf8)
    try TrainingError.reporting { () throws(FileError) in try file.write(bytes) }
  }

  private func thousandths(_ value: Double) -> Double { (value * 1000).rounded() / 1000 }
}
