import Foundation
import Testing
import Training

@Suite struct InterruptionTests {
  @Test func theLoopEndsAfterTheStepItIsIn() throws {
    let flag = RequestFlag()
    var steps = ScriptedSteps(validationCounts: [[5]], testCounts: [[6]], batchSize: 100)
    steps.beforeStep = { if $0 == 5 { flag.raise() } }
    let sink = RecordingSink()
    let observer = RecordingObserver()
    let loop = try TrainingLoop(trainingBatches: 4, validationBatches: 1, testBatches: 1)
    let result = try loop.run(
      &steps, observers: [ConsoleReporter(sink: sink), observer], interrupt: flag)

    #expect(result.outcome == .interrupted)
    #expect(result.iterations == 6)
    #expect(result.epochs == 2)
    #expect(steps.trainCalls.count == 6)
    #expect(steps.kept == [4])
    #expect(observer.events.last == .interrupted(result))
    #expect(
      sink.text == """
        training @ iter =  0
        epoch 1, minibatch 4/4, validation error 5.000000 %
             epoch 1, minibatch 4/4, test error of best model 6.000000 %
        Interrupted after iteration 6.
        Best validation score of 5.000000 % obtained at iteration 4, with test performance 6.000000 %

        """)
  }

  @Test func anInterruptionBeforeTheFirstValidationHasNoBest() throws {
    let flag = RequestFlag()
    flag.raise()
    var steps = ScriptedSteps(validationCounts: [[5]], testCounts: [[6]], batchSize: 100)
    let sink = RecordingSink()
    let loop = try TrainingLoop(trainingBatches: 4, validationBatches: 1, testBatches: 1)
    let result = try loop.run(
      &steps, observers: [ConsoleReporter(sink: sink)], interrupt: flag)
    #expect(result.best == nil)
    #expect(steps.trainCalls.isEmpty)
    #expect(sink.text == "Interrupted after iteration 0, before the first validation.\n")
  }

  /// The only test that touches the signal, so that it may run beside others.
  @Test func theFirstSignalRaisesTheFlagAndTheSecondOneKills() async throws {
    let flag = SignalFlags.onStop()
    #expect(flag === SignalFlags.onStop())
    #expect(!flag.isRaised)
    #expect(!isInterruptSignalDeadly)
    // To the process, as a terminal sends it; which of its threads answers, the system decides.
    kill(getpid(), SIGINT)
    let deadline = ContinuousClock.now + .seconds(10)
    while !(flag.isRaised && isInterruptSignalDeadly), ContinuousClock.now < deadline {
      try await Task.sleep(for: .milliseconds(1))
    }
    #expect(flag.isRaised)
    #expect(isInterruptSignalDeadly)
  }

  private var isInterruptSignalDeadly: Bool {
    var action = sigaction()
    sigaction(SIGINT, nil, &action)
    // SIG_DFL is the null handler.
    #if os(Linux)
      return action.__sigaction_handler.sa_handler == nil
    #else
      return action.__sigaction_u.__sa_handler == nil
    #endif
  }
}
