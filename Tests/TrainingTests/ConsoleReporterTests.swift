import Testing
import Training

@Suite struct ConsoleReporterTests {
  /// Two epochs of six steps of 30 ms, on a pipe.
  private func run(
    wording: TutorialWording = .lenet, reportsCost: Bool = false
  ) throws -> RecordingSink {
    let sink = RecordingSink()
    var steps = ScriptedSteps(
      validationCounts: [[5, 5], [4, 6]], testCounts: [[6, 6]], batchSize: 100)
    let clock = ManualClock()
    steps.clock = clock
    steps.stepTime = .milliseconds(30)
    let loop = try TrainingLoop(
      trainingBatches: 6, validationBatches: 2, testBatches: 2, epochs: 2)
    let reporter = ConsoleReporter(wording: wording, sink: sink, reportsCost: reportsCost)
    try reporter.announce(.training)
    _ = try loop.run(&steps, observers: [reporter], clock: clock)
    return sink
  }

  private let report = """
    ... training
    training @ iter =  0
    epoch 1, minibatch 6/6, validation error 5.000000 %
         epoch 1, minibatch 6/6, test error of best model 6.000000 %
    epoch 2, minibatch 6/6, validation error 5.000000 %
    Optimization complete.
    Best validation score of 5.000000 % obtained at iteration 6, with test performance 6.000000 %

    """

  @Test func aPipeGetsLinesOnly() throws {
    #expect(try run().text == report)
  }

  @Test func theTrainingCostComesBeforeTheValidationWhereItIsAskedFor() throws {
    let lines = try run(reportsCost: true).text.split(separator: "\n")
    #expect(
      lines[2...3].map(String.init) == [
        "epoch 1, minibatch 6/6, training cost 0.408333",
        "epoch 1, minibatch 6/6, validation error 5.000000 %",
      ])
    #expect(lines[5] == "epoch 2, minibatch 6/6, training cost 0.108868")
  }

  @Test func theOtherTutorialsHaveTheirOwnWords() throws {
    #expect(
      try run(wording: .multilayerPerceptron).text == """
        ... training
        epoch 1, minibatch 6/6, validation error 5.000000 %
             epoch 1, minibatch 6/6, test error of best model 6.000000 %
        epoch 2, minibatch 6/6, validation error 5.000000 %
        Optimization complete. Best validation score of 5.000000 % obtained at iteration 6, \
        with test performance 6.000000 %

        """)
    #expect(
      try run(wording: .logisticRegression).text == """
        ... training the model
        epoch 1, minibatch 6/6, validation error 5.000000 %
             epoch 1, minibatch 6/6, test error of best model 6.000000 %
        epoch 2, minibatch 6/6, validation error 5.000000 %
        Optimization complete with best validation score of 5.000000 %,\
        with test performance 6.000000 %
        The code run for 2 epochs, with 5.555556 epochs/sec

        """)
  }

  @Test func whatTheFiguresAre() throws {
    let clock = ManualClock()
    var steps = ScriptedSteps(validationCounts: [[5]], testCounts: [[6]], batchSize: 100)
    let loop = try TrainingLoop(
      trainingBatches: 1, validationBatches: 1, testBatches: 1, epochs: 1)
    let result = try loop.run(&steps, clock: clock)
    #expect(
      TutorialWording.lenet.errorRateLine(result)
        == "Error rate of the best parameters on the validation set 5.000000 %, on the test set "
        + "6.000000 %.")
    #expect(
      TutorialWording.lenet.savedLine(path: "best") == "The best parameters are in 'best'.")
    #expect(TutorialWording.lenet.savedLine(path: nil) == "No parameters were saved.")
  }

  @Test func stagesAndRunTimes() {
    #expect(TutorialWording.lenet.announcement(of: .loadingData) == "... loading data")
    #expect(TutorialWording.lenet.announcement(of: .buildingModel) == "... building the model")
    #expect(
      TutorialWording.lenet.runTimeLine(program: "convolutional_mlp.py", seconds: 90)
        == "The code for file convolutional_mlp.py ran for 1.50m")
    #expect(
      TutorialWording.logisticRegression.runTimeLine(program: "logistic_sgd.py", seconds: 90)
        == "The code for file logistic_sgd.py ran for 90.0s")
  }
}
