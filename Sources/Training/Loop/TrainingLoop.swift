/// Minibatch training with early stopping: the loop of the deeplearning.net tutorials
/// (`evaluate_lenet5`), with the same decisions in the same order.
///
/// ```swift
/// let loop = try TrainingLoop(trainingBatches: 100, validationBatches: 20, testBatches: 20)
/// let result = try loop.run(
///   &network, observers: [ConsoleReporter()], interrupt: SignalFlags.onStop())
/// ```
public struct TrainingLoop: Hashable, Sendable {
  /// The number of minibatches of the training set: an epoch.
  public let trainingBatches: Int
  /// The minibatches of the validation set.
  public let validationBatches: EvaluationBatches
  /// The minibatches of the test set.
  public let testBatches: EvaluationBatches
  /// The number of epochs to go through at most.
  public let epochs: Int
  /// When the loop validates and when it gives up, as it stands before the first step.
  public let earlyStopping: EarlyStopping

  /// A loop over the given numbers of minibatches.
  ///
  /// - Throws: ``TrainingError`` where a number is not positive or a setting makes no sense.
  public init(
    trainingBatches: Int, validationBatches: EvaluationBatches, testBatches: EvaluationBatches,
    epochs: Int = 200,
    earlyStopping: EarlyStopping.Settings = EarlyStopping.Settings()
  ) throws(TrainingError) {
    self.earlyStopping = try EarlyStopping(
      trainingBatches: trainingBatches, settings: earlyStopping)
    guard validationBatches.count >= 1 else {
      throw .settingTooSmall(
        "the number of validation batches", minimum: 1, given: validationBatches.count)
    }
    guard testBatches.count >= 1 else {
      throw .settingTooSmall("the number of test batches", minimum: 1, given: testBatches.count)
    }
    guard epochs >= 1 else {
      throw .settingTooSmall("the number of epochs", minimum: 1, given: epochs)
    }
    guard !epochs.multipliedReportingOverflow(by: trainingBatches).overflow else {
      throw .tooManyIterations(epochs: epochs, trainingBatches: trainingBatches)
    }
    self.trainingBatches = trainingBatches
    self.validationBatches = validationBatches
    self.testBatches = testBatches
    self.epochs = epochs
  }

  /// Whether a run in the given state has come to its end: all epochs are done, or the patience is
  /// exhausted.
  func isOver(_ state: TrainingState) -> Bool {
    var stopping = earlyStopping
    stopping.resume(from: state)
    return state.iterations >= epochs * trainingBatches
      || state.iterations > 0 && stopping.isExhausted(afterIteration: state.iterations)
  }

  /// Trains until the epochs are done, the patience runs out, or the user interrupts.
  ///
  /// - Parameters:
  ///   - steps: what computes. It is asked to keep its parameters at every new best, before the
  ///     test set is run, so that whatever happens later cannot lose them.
  ///   - state: the state that a run goes on from; one before the first step unless given.
  ///   - observers: who is told, in this order, of everything that happens.
  ///   - interrupt: looked at before each training step.
  ///   - checkpoints: when checkpoints are saved.
  ///   - isStopped: whether to end the run, evaluated after each step and its validation.
  ///   - clock: what times the run.
  /// - Throws: ``TrainingError/notFinite(_:_:_:)`` where a cost or an error is NaN or infinite,
  ///   ``TrainingError/parameterNotFinite(_:_:_:)`` where a parameter is, and
  ///   whatever the steps or the observers throw. The observers are told first.
  public func run<Steps: TrainingSteps, RunClock: Clock>(
    _ steps: inout Steps, from state: TrainingState? = nil, observers: [any TrainingObserver] = [],
    interrupt: RequestFlag = RequestFlag(), checkpoints: CheckpointSchedule = CheckpointSchedule(),
    isStopped: @escaping () -> Bool = { false }, clock: RunClock = ContinuousClock()
  ) throws -> TrainingResult where RunClock.Duration == Duration {
    var run = TrainingRun(
      loop: self, state: state, observers: observers, interrupt: interrupt,
      checkpoints: checkpoints, isStopped: isStopped, elapsed: stopwatch(clock))
    return try run.train(&steps)
  }

  private func stopwatch<RunClock: Clock>(_ clock: RunClock) -> () -> Duration
  where RunClock.Duration == Duration {
    let start = clock.now
    return { start.duration(to: clock.now) }
  }
}
