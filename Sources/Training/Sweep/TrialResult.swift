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

  /// The result of the run in a folder; `nil` unless it has come to its end.
  public init?(of folder: RunFolder) {
    guard let curve = try? LearningCurve(of: folder), let end = curve.end, !end.isInterrupted,
      end.failure == nil
    else { return nil }
    validationError = curve.best?.error
    testError = curve.tests.last?.error
    iteration = curve.best?.iteration
    seconds = end.seconds
  }

  init(validationError: Double?, testError: Double?, iteration: Int?, seconds: Double) {
    self.validationError = validationError
    self.testError = testError
    self.iteration = iteration
    self.seconds = seconds
  }
}
