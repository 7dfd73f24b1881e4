/// One run of a training loop: the state that lives from its first step to its last.
struct TrainingRun {
  private let loop: TrainingLoop
  private let observers: [any TrainingObserver]
  private let interrupt: RequestFlag
  private let checkpoints: CheckpointSchedule
  private let isStopped: () -> Bool
  private let elapsed: () -> Duration

  private var stopping: EarlyStopping
  private var state: TrainingState
  /// The iterations before this process.
  private let resumedAfter: Int
  /// The iterations that the last checkpoint has, and when it was saved.
  private var saved: (iterations: Int, at: Duration)
  private var timeInSteps = Duration.zero

  init(
    loop: TrainingLoop, state: TrainingState?, observers: [any TrainingObserver],
    interrupt: RequestFlag,
    checkpoints: CheckpointSchedule, isStopped: @escaping () -> Bool,
    elapsed: @escaping () -> Duration
  ) {
    self.loop = loop
    self.observers = observers
    self.interrupt = interrupt
    self.checkpoints = checkpoints
    self.isStopped = isStopped
    self.elapsed = elapsed
    stopping = loop.earlyStopping
    if let state { stopping.resume(from: state) }
    self.state = state ?? TrainingState(patience: stopping.patience)
    resumedAfter = self.state.iterations
    saved = (resumedAfter, .zero)
  }

  mutating func train(_ steps: inout some TrainingSteps) throws -> TrainingResult {
    do {
      try notify(.started(after: resumedAfter))
      let outcome = try trainEpochs(&steps)
      if saved.iterations < state.iterations { try saveCheckpoint(&steps) }
      let result = result(outcome)
      try notify(outcome == .interrupted ? .interrupted(result) : .finished(result))
      return result
    } catch {
      let failure = TrainingEvent.failed(result(.failed), reason: String(describing: error))
      // An observer may be what failed; the others are to hear of it all the same, and the first
      // error is the one to report.
      for observer in observers { try? observer.observe(failure) }
      throw error
    }
  }

  private mutating func trainEpochs(
    _ steps: inout some TrainingSteps
  ) throws -> TrainingResult.Outcome {
    let total = loop.epochs * loop.trainingBatches
    while state.iterations < total {
      if state.iterations > 0, stopping.isExhausted(afterIteration: state.iterations) {
        return .patienceExhausted
      }
      let position = position(ofIteration: state.iterations + 1)
      if position.minibatch == 1 || state.iterations == resumedAfter {
        try steps.startEpoch(position.epoch)
      }
      if interrupt.isRaised { return .interrupted }
      try step(&steps, at: position)
      let validates = stopping.validates(afterIteration: position.iteration)
      if validates { try validate(&steps, at: position) }
      if position.minibatch == loop.trainingBatches {
        try notify(.epochFinished(position, cost: state.cost.mean))
      }
      let sinceCheckpoint = (elapsed() - saved.at) / .seconds(1)
      if checkpoints.isDue(after: sinceCheckpoint, isValidated: validates) {
        try saveCheckpoint(&steps)
      }
      if isStopped() { return .conditionMet }
    }
    return stopping.isExhausted(afterIteration: state.iterations)
      ? .patienceExhausted : .epochsCompleted
  }

  private mutating func step(
    _ steps: inout some TrainingSteps, at position: TrainingPosition
  ) throws {
    try notify(.stepStarted(position))
    let start = elapsed()
    let cost = try steps.trainStep(minibatch: position.minibatch - 1)
    timeInSteps += elapsed() - start
    state.iterations = position.iteration
    state.cost.add(cost, at: position)
    // A softmax of finite logits has a finite cost: an infinite one is divergence, as NaN is.
    guard cost.isFinite else { throw TrainingError.notFinite(.cost, cost, position) }
    try notify(.stepFinished(position, cost: cost, timing: timing))
  }

  private mutating func validate(
    _ steps: inout some TrainingSteps, at position: TrainingPosition
  ) throws {
    let error = try mean(of: .validationError, over: loop.validationBatches, at: position) {
      try steps.validationError(minibatch: $0)
    }
    try notify(
      .validation(position, cost: state.cost.mean, error: error, seconds: timing.seconds))
    guard stopping.record(validationError: error, iteration: position.iteration) else { return }
    // NaN parameters can still give a finite error rate.
    try checkParameters(of: &steps)
    try steps.keepBest()
    state.patience = stopping.patience
    state.best = .init(validationError: error, iteration: position.iteration, testError: nil)
    let testError = try mean(of: .testError, over: loop.testBatches, at: position) {
      try steps.testError(minibatch: $0)
    }
    state.best = .init(validationError: error, iteration: position.iteration, testError: testError)
    try notify(.newBestTest(position, error: testError, seconds: timing.seconds))
  }

  private mutating func saveCheckpoint(_ steps: inout some TrainingSteps) throws {
    try checkParameters(of: &steps)
    _ = checkpoints.request.lower()
    try steps.saveCheckpoint(state)
    saved = (state.iterations, elapsed())
  }

  private func checkParameters(of steps: inout some TrainingSteps) throws {
    guard let (name, value) = steps.nonFiniteParameter() else { return }
    throw TrainingError.parameterNotFinite(
      name, value, position(ofIteration: state.iterations))
  }

  private func mean(
    of quantity: TrainingError.Quantity, over batches: EvaluationBatches,
    at position: TrainingPosition,
    _ error: (Int) throws -> Double
  ) throws -> Double {
    let mean = batches.mean(of: try (0..<batches.count).map(error))
    guard mean.isFinite else { throw TrainingError.notFinite(quantity, mean, position) }
    return mean
  }

  private func position(ofIteration iteration: Int) -> TrainingPosition {
    TrainingPosition(
      iteration: iteration, epochs: loop.epochs, minibatches: loop.trainingBatches)
  }

  private var timing: TrainingTiming {
    let milliseconds = timeInSteps / .milliseconds(1)
    let steps = state.iterations - resumedAfter
    return TrainingTiming(
      seconds: elapsed() / .seconds(1),
      millisecondsPerStep: steps == 0 ? 0 : milliseconds / Double(steps))
  }

  private func result(_ outcome: TrainingResult.Outcome) -> TrainingResult {
    TrainingResult(
      outcome: outcome, best: state.best,
      epochs: state.iterations == 0 ? 0 : position(ofIteration: state.iterations).epoch,
      stepsPerEpoch: loop.trainingBatches,
      iterations: state.iterations, patience: stopping.patience, timing: timing)
  }

  private func notify(_ event: TrainingEvent) throws {
    for observer in observers { try observer.observe(event) }
  }
}
