import Testing
import Training

@Suite struct PlainReporterTests {
  /// Two epochs of six steps of 30 ms.
  private func run(
    measure: Measure, patience: Int = 10_000, interrupt: RequestFlag = RequestFlag()
  ) throws -> String {
    let sink = RecordingSink()
    var steps = ScriptedSteps(
      validationCounts: [[5, 5], [4, 7]], testCounts: [[6, 6]], batchSize: 100)
    let clock = ManualClock()
    steps.clock = clock
    steps.stepTime = .milliseconds(30)
    let loop = try TrainingLoop(
      trainingBatches: 6, validationBatches: 2, testBatches: 2, epochs: 2,
      earlyStopping: EarlyStopping.Settings(patience: patience))
    let reporter = PlainReporter(measure: measure, sink: sink)
    _ = try loop.run(&steps, observers: [reporter], interrupt: interrupt, clock: clock)
    return sink.text
  }

  @Test func oneLineAnEpoch() throws {
    #expect(
      try run(measure: .errorRate) == """
        epoch 1/2  loss 0.4083  validation error 5.00 %  0.2 s
        epoch 2/2  loss 0.1089  validation error 5.50 %  0.4 s
        best in epoch 1  validation error 5.00 %  test error 6.00 %

        """)
  }

  @Test func errorsOfRegressionAreNumbers() throws {
    #expect(
      try run(measure: .meanSquaredError) == """
        epoch 1/2  loss 0.4083  validation MSE 0.05  0.2 s
        epoch 2/2  loss 0.1089  validation MSE 0.055  0.4 s
        best in epoch 1  validation MSE 0.05  test MSE 0.06

        """)
  }

  @Test func anEarlyStopSaysSo() throws {
    #expect(
      try run(measure: .errorRate, patience: 8) == """
        epoch 1/2, step 4/6  loss 0.5208  validation error 5.00 %  0.1 s
        epoch 2/2, step 2/6  loss 0.1339  validation error 5.50 %  0.2 s
        stopped early: no better validation error for long enough
        best in epoch 1  validation error 5.00 %  test error 6.00 %

        """)
  }

  @Test func anInterruptionSaysSo() throws {
    let flag = RequestFlag()
    flag.raise()
    #expect(
      try run(measure: .errorRate, interrupt: flag) == """
        interrupted after 0 steps
        nothing was measured

        """)
  }

  @Test func measures() {
    #expect(Measure.errorRate.text(0.0791) == "7.91 %")
    #expect(Measure.meanSquaredError.text(0.021434) == "0.02143")
    #expect(Measure.meanSquaredError.text(1234) == "1234")
  }
}
