/// What happens in a training run, in the order in which it happens.
public enum TrainingEvent: Hashable, Sendable {
  /// The run begins, or goes on after so many iterations.
  case started(after: Int)
  /// A minibatch is about to be trained on.
  case stepStarted(TrainingPosition)
  /// A minibatch has been trained on.
  case stepFinished(TrainingPosition, cost: Double, timing: TrainingTiming)
  /// The validation set has been measured. The cost is the mean of the epoch's minibatches so far.
  case validation(TrainingPosition, cost: Double, error: Double, seconds: Double)
  /// The test set has been measured, because the validation error was the lowest so far.
  case newBestTest(TrainingPosition, error: Double, seconds: Double)
  /// The last step of an epoch, and its validation, are done. The cost is the mean of the epoch's
  /// minibatches.
  case epochFinished(TrainingPosition, cost: Double)
  /// The run has come to its end.
  case finished(TrainingResult)
  /// The user has interrupted the run.
  case interrupted(TrainingResult)
  /// An error has ended the run; it is thrown once the observers know.
  case failed(TrainingResult, reason: String)
}

/// A place in a training run.
public struct TrainingPosition: Hashable, Sendable {
  /// The epoch, counted from 1.
  public let epoch: Int
  /// The number of epochs there are to be at most.
  public let epochs: Int
  /// The minibatch within the epoch, counted from 1.
  public let minibatch: Int
  /// The number of minibatches of an epoch.
  public let minibatches: Int

  /// The iteration, counted from 1 across epochs.
  public var iteration: Int { (epoch - 1) * minibatches + minibatch }

  init(epoch: Int, epochs: Int, minibatch: Int, minibatches: Int) {
    self.epoch = epoch
    self.epochs = epochs
    self.minibatch = minibatch
    self.minibatches = minibatches
  }

  /// The position of an iteration, counted from 1.
  init(iteration: Int, epochs: Int, minibatches: Int) {
    self.init(
      epoch: (iteration - 1) / minibatches + 1, epochs: epochs,
      minibatch: (iteration - 1) % minibatches + 1, minibatches: minibatches)
  }
}

/// How long a run has taken so far.
public struct TrainingTiming: Hashable, Sendable {
  /// The seconds since the run began.
  public let seconds: Double
  /// The mean milliseconds of a training step, without validation and tests.
  public let millisecondsPerStep: Double
}

/// Somebody who wants to know how training goes: a console, a log.
public protocol TrainingObserver: AnyObject {
  /// Takes note of an event. An error that is thrown here ends the run.
  func observe(_ event: TrainingEvent) throws
}
