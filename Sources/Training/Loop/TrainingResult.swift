/// What a training run has come to.
public struct TrainingResult: Hashable, Sendable {
  /// Why the run ended.
  public enum Outcome: Hashable, Sendable {
    /// Every epoch was gone through.
    case epochsCompleted
    /// The patience ran out.
    case patienceExhausted
    /// The stop condition held.
    case conditionMet
    /// The user stopped it.
    case interrupted
    /// An error stopped it.
    case failed
  }

  /// The best parameters, as they were measured.
  public struct Best: Hashable, Sendable {
    /// The lowest validation error rate: the fraction of wrong answers.
    public let validationError: Double
    /// The iteration after which it was measured, counted from 1.
    public let iteration: Int
    /// The error rate on the test set with the same parameters; nil where the run failed
    /// before it was measured.
    public let testError: Double?
  }

  /// Why the run ended.
  public let outcome: Outcome
  /// The best parameters; nil where the run ended before the first validation.
  public let best: Best?
  /// The epochs begun.
  public let epochs: Int
  /// The training steps of an epoch.
  public let stepsPerEpoch: Int
  /// The training steps done.
  public let iterations: Int
  /// The patience at the end.
  public let patience: Int
  /// How long the run took.
  public let timing: TrainingTiming
}
