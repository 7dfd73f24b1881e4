/// Functions that are called during training, and a stop condition.
///
///     var trainer = Trainer(model: LeNet5(), data: .embeddedMNIST)
///     trainer.callbacks.afterEpoch = { position, cost in print(position.epoch, cost) }
///     trainer.callbacks.stopsWhen = { $0.validationError < 0.01 }
///     let result = try trainer.run()
///
/// An error that a callback throws ends the run.
public struct TrainingCallbacks: Sendable {
  /// The state of a run at a validation.
  public struct Progress: Sendable {
    /// The position in the run.
    public let position: TrainingPosition
    /// The mean cost of the epoch's minibatches so far.
    public let cost: Double
    /// The error on the validation set.
    public let validationError: Double
    /// The seconds since the run began.
    public let seconds: Double
  }

  /// Called after each training step, with the cost of its minibatch.
  public var afterStep: (@Sendable (TrainingPosition, _ cost: Double) throws -> Void)?
  /// Called after the last step of each epoch and its validation, with the mean cost of its steps.
  public var afterEpoch: (@Sendable (TrainingPosition, _ cost: Double) throws -> Void)?
  /// Called at the end of each epoch with the hash of all parameters: a SHA-256 in 64 hexadecimal
  /// digits. Equal hashes mean equal bits.
  public var afterHash: (@Sendable (TrainingPosition, _ sha256: String) throws -> Void)?
  /// Called after each validation.
  public var afterValidation: (@Sendable (Progress) throws -> Void)?
  /// The stop condition, evaluated after each validation.
  public var stopsWhen: (@Sendable (Progress) -> Bool)?

  /// No callbacks and no stop condition.
  public init() {}
}

/// Calls the callbacks at the events of a run.
final class CallbackObserver: TrainingObserver {
  private let callbacks: TrainingCallbacks
  /// Whether the run is to end.
  private(set) var isStopped = false

  init(_ callbacks: TrainingCallbacks) {
    self.callbacks = callbacks
  }

  func observe(_ event: TrainingEvent) throws {
    switch event {
    case .stepFinished(let position, let cost, _):
      try callbacks.afterStep?(position, cost)
    case .validation(let position, let cost, let error, let seconds):
      let progress = TrainingCallbacks.Progress(
        position: position, cost: cost, validationError: error, seconds: seconds)
      try callbacks.afterValidation?(progress)
      if callbacks.stopsWhen?(progress) == true { isStopped = true }
    case .epochFinished(let position, let cost):
      try callbacks.afterEpoch?(position, cost)
    case .started, .stepStarted, .newBestTest, .finished, .interrupted, .failed:
      break
    }
  }
}
