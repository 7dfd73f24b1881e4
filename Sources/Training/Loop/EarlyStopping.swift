/// When to validate, what counts as progress and when to give up: the early stopping of the
/// deeplearning.net tutorials, as a value that computes nothing else.
///
/// Training is given `patience` iterations. Each time the validation error falls below
/// `improvementThreshold` times the best one so far, the patience is raised to `patienceIncrease`
/// times the iterations done, so that a network that keeps improving keeps being trained.
///
/// Iterations are counted from 1 across epochs. The tutorial's `iter` is one less, and its
/// comparisons of `iter` with the patience are kept.
public struct EarlyStopping: Hashable, Sendable {
  /// The settings of early stopping; the defaults are those of the tutorial's LeNet.
  public struct Settings: Hashable, Sendable {
    /// The number of iterations before training may stop early.
    public var patience: Int
    /// At a clearly better validation error, the patience grows to this many times the iteration.
    public var patienceIncrease: Int
    /// A validation error below this fraction of the best one so far is clearly better.
    public var improvementThreshold: Double

    /// Settings, those of the tutorial's LeNet unless given;
    /// ``EarlyStopping/init(trainingBatches:settings:)`` checks them.
    public init(
      patience: Int = 10_000, patienceIncrease: Int = 2, improvementThreshold: Double = 0.995
    ) {
      self.patience = patience
      self.patienceIncrease = patienceIncrease
      self.improvementThreshold = improvementThreshold
    }
  }

  /// The settings it was made with.
  public let settings: Settings
  /// The number of iterations from one validation to the next: an epoch, or half of the patience
  /// where that is less.
  public let validationFrequency: Int
  /// The iterations to go through at least; training stops in the first one beyond.
  public private(set) var patience: Int
  /// The lowest validation error so far; infinite before the first validation.
  public private(set) var bestError = Double.infinity
  /// The iteration with the lowest validation error; nil before the first validation.
  public private(set) var bestIteration: Int?

  /// Early stopping for epochs of the given number of minibatches.
  ///
  /// - Throws: ``TrainingError`` where a setting makes no sense.
  public init(trainingBatches: Int, settings: Settings = Settings()) throws(TrainingError) {
    guard trainingBatches >= 1 else {
      throw .settingTooSmall("the number of training batches", minimum: 1, given: trainingBatches)
    }
    guard settings.patience >= 2 else {
      throw .settingTooSmall("the patience", minimum: 2, given: settings.patience)
    }
    guard settings.patienceIncrease >= 1 else {
      throw .settingTooSmall("the patience increase", minimum: 1, given: settings.patienceIncrease)
    }
    guard settings.improvementThreshold > 0, settings.improvementThreshold <= 1 else {
      throw .improvementThresholdOutOfRange(settings.improvementThreshold)
    }
    self.settings = settings
    patience = settings.patience
    validationFrequency = min(trainingBatches, settings.patience / 2)
  }

  /// Goes on from the state of a run.
  mutating func resume(from state: TrainingState) {
    patience = max(patience, state.patience)
    guard let best = state.best else { return }
    bestError = best.validationError
    bestIteration = best.iteration
  }

  /// Whether the validation set is due after the given iteration.
  public func validates(afterIteration iteration: Int) -> Bool {
    iteration % validationFrequency == 0
  }

  /// Takes note of a validation error.
  ///
  /// - Returns: whether it is the lowest so far, so that the test set is due.
  public mutating func record(validationError: Double, iteration: Int) -> Bool {
    guard validationError < bestError else { return false }
    if validationError < bestError * settings.improvementThreshold {
      let (extended, overflow) =
        (iteration &- 1).multipliedReportingOverflow(by: settings.patienceIncrease)
      patience = max(patience, overflow ? .max : extended)
    }
    bestError = validationError
    bestIteration = iteration
    return true
  }

  /// Whether training is to stop after the given iteration.
  public func isExhausted(afterIteration iteration: Int) -> Bool {
    patience < iteration
  }
}
