/// One run of a training loop: the state that lives from its first step to its last.
struct TrainingRun {
  private let loop: TrainingLoop
  private let observers: [any TrainingObserver]
  private let interrupt: InterruptFlag
  private let isStopped: () -> Bool
  private let elapsed: () -> Duration

  private var stopping: EarlyStopping
  private var best: TrainingResult.Best?
  private var epoch = 0
  private var iterations = 0
  private var timeInSteps = Duration.zero

  init(
    loop: TrainingLoop, observers: [any TrainingObserver], interrupt: InterruptFlag,
    isStopped: @escaping () -> Bool, elapsed: @escaping () -> Duration
  ) {
    self.loop = loop
    self.observers = observers
    self.interrupt = interrupt
    self.isStopped = isStopped
    self.elapsed = elapsed
    stopping = loop.earlyStopping
  }

  mutating func train(_ steps: inout some TrainingSteps) throws -> TrainingResult {
    do {
      try notify(.started)
      let outcome = try trainEpochs(&steps)
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
    for epoch in 1...loop.epochs {
      try steps.startEpoch(epoch)
      for minibatch in 1...loop.trainingBatches {
        if interrupt.isRaised { return .interrupted }
        self.epoch = epoch
        let position = TrainingPosition(
          epoch: epoch, epochs: loop.epochs, minibatch: minibatch,
          minibatches: loop.trainingBatches)
        try step(&steps, at: position)
        if stopping.validates(afterIteration: position.iteration) {
          try validate(&steps, at: position)
        }
        if minibatch == loop.trainingBatches { try notify(.epochFinished(position)) }
        if isStopped() { return .conditionMet }
        if stopping.isExhausted(afterIteration: position.iteration) { return .patienceExhausted }
      }
    }
    return .epochsCompleted
  }

  private mutating func step(
    _ steps: inout some TrainingSteps, at position: TrainingPosition
  ) throws {
    try notify(.stepStarted(position))
    let start = elapsed()
    let cost = try steps.trainStep(minibatch: position.minibatch - 1)
    timeInSteps += elapsed() - start
    iterations = position.iteration
    // An infinite cost can pass: one answer that was given a probability of zero makes one.
    guard !cost.isNaN else { throw TrainingError.notFinite(.cost, cost, position) }
    try notify(.stepFinished(position, cost: cost, timing: timing))
  }

  private mutating func validate(
    _ steps: inout some TrainingSteps, at position: TrainingPosition
  ) throws {
    let error = try mean(of: .validationError, over: loop.validationBatches, at: position) {
      try steps.validationError(minibatch: $0)
    }
    try notify(.validation(position, error: error, seconds: timing.seconds))
    guard stopping.record(validationError: error, iteration: position.iteration) else { return }
    best = .init(validationError: error, iteration: position.iteration, testError: nil)
    try steps.keepBest()
    let testError = try mean(of: .testError, over: loop.testBatches, at: position) {
      try steps.testError(minibatch: $0)
    }
    best = .init(validationError: error, iteration: position.iteration, testError: testError)
    try notify(.newBestTest(position, error: testError, seconds: timing.seconds))
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

  private var timing: TrainingTiming {
    let milliseconds = timeInSteps / .milliseconds(1)
    return TrainingTiming(
      seconds: elapsed() / .seconds(1),
      millisecondsPerStep: iterations == 0 ? 0 : milliseconds / Double(iterations))
  }

  private func result(_ outcome: TrainingResult.Outcome) -> TrainingResult {
    TrainingResult(
      outcome: outcome, best: best, epochs: epoch, iterations: iterations,
      patience: stopping.patience, timing: timing)
  }

  private func notify(_ event: TrainingEvent) throws {
    for observer in observers { try observer.observe(event) }
  }
}
