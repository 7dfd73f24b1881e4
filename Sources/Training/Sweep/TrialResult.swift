import Foundation

/// The result of a run, from the end of its log.
public struct TrialResult: Sendable, Equatable {
  /// The lowest validation error; `nil` if there was no validation.
  public let validationError: Double?
  /// The test error of the parameters with the lowest validation error.
  public let testError: Double?
  /// The iteration after which the validation error was the lowest.
  public let iteration: Int?
  /// The seconds of the training.
  public let seconds: Double

  private struct Line: Decodable {
    let event: String
    let best_validation: Double?
    let best_iteration: Int?
    let test: Double?
    let seconds: Double?
    let interrupted: Bool?
    let failed: String?
  }

  /// The result of the run in a folder; `nil` unless it has come to its end.
  public init?(of folder: RunFolder) {
    let log = FileManager.default.contents(atPath: folder.logPath) ?? Data()
    guard let last = log.split(separator: UInt8(ascii: "\n")).last,
      let line = try? JSONDecoder().decode(Line.self, from: last),
      line.event == "end", line.interrupted != true, line.failed == nil
    else { return nil }
    validationError = line.best_validation
    testError = line.test
    iteration = line.best_iteration
    seconds = line.seconds ?? 0
  }
}
