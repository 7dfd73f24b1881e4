/// The state of a training run between two steps: with the values that the steps compute with, it
/// decides how the run goes on.
public struct TrainingState: Hashable, Sendable {
  /// The training steps done.
  public internal(set) var iterations = 0
  /// The patience of early stopping.
  public internal(set) var patience: Int
  /// The best parameters so far, as they were measured; nil before the first validation.
  public internal(set) var best: TrainingResult.Best?
  /// The costs of the steps that the current epoch has had.
  var cost = EpochCost()

  /// The state before the first step.
  init(patience: Int) { self.patience = patience }
}
