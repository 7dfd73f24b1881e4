/// When a run writes checkpoints: after a validation, when it is asked to, from time to time in
/// between, and at its end.
public struct CheckpointSchedule: Sendable {
  /// The seconds that a validation has to come after the last checkpoint to be followed by one, so
  /// that epochs of milliseconds do not wait for the disk.
  public var secondsBeforeValidation = 1.0
  /// The seconds from one checkpoint to the next, at most, not counting the step at hand.
  public var longestSeconds = 60.0
  /// Raised to ask for a checkpoint after the step at hand.
  public var request: RequestFlag

  /// A checkpoint after each validation, but not more than one a second, and one a minute at least.
  public init(request: RequestFlag = RequestFlag()) {
    self.request = request
  }

  /// Whether a checkpoint is due.
  ///
  /// - Parameters:
  ///   - seconds: the seconds since the last one.
  ///   - isValidated: whether the validation set has just been measured.
  func isDue(after seconds: Double, isValidated: Bool) -> Bool {
    request.isRaised || seconds >= (isValidated ? secondsBeforeValidation : longestSeconds)
  }
}
