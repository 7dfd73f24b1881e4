/// What the training loop asks of a network: to train, to measure its errors, and to remember its
/// parameters. Minibatches are counted from 0; nothing here says what computes them, or where.
public protocol TrainingSteps {
  /// Called when an epoch, counted from 1, begins or goes on after a resumption, so that its
  /// minibatches can differ from those of other epochs. Does nothing unless implemented.
  mutating func startEpoch(_ epoch: Int) throws

  /// Trains on one minibatch of the training set.
  ///
  /// - Returns: the cost of the minibatch before its update.
  mutating func trainStep(minibatch: Int) throws -> Double

  /// The fraction of wrong answers in one minibatch of the validation set.
  mutating func validationError(minibatch: Int) throws -> Double

  /// The fraction of wrong answers in one minibatch of the test set.
  mutating func testError(minibatch: Int) throws -> Double

  /// Keeps the parameters as they are now: they have the lowest validation error so far.
  mutating func keepBest() throws

  /// The name of a parameter with a number that is NaN or infinite, and the number; `nil` if
  /// there is none. Asked before parameters are kept or saved. `nil` unless implemented.
  mutating func nonFiniteParameter() -> (name: String, value: Float)?

  /// Saves all values that the steps compute with, and the state of the run. Does nothing unless
  /// implemented.
  mutating func saveCheckpoint(_ state: TrainingState) throws
}

extension TrainingSteps {
  /// `nil`.
  public mutating func nonFiniteParameter() -> (name: String, value: Float)? { nil }

  /// Nothing.
  public mutating func startEpoch(_ epoch: Int) {}

  /// Nothing.
  public mutating func saveCheckpoint(_ state: TrainingState) {}
}
