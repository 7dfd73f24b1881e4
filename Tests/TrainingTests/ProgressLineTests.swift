import Testing
import Training

@Suite struct ProgressLineTests {
  /// Two epochs of six steps of 30 ms, with results and progress on consoles of the given widths.
  private func run(
    output: RecordingSink, errors: RecordingSink,
    reporter: (RecordingSink, ProgressLine) -> any TrainingObserver = {
      ConsoleReporter(sink: $0, progress: $1)
    }
  ) throws {
    var steps = ScriptedSteps(
      validationCounts: [[5, 5], [4, 6]], testCounts: [[6, 6]], batchSize: 100)
    let clock = ManualClock()
    steps.clock = clock
    steps.stepTime = .milliseconds(30)
    let loop = try TrainingLoop(
      trainingBatches: 6, validationBatches: 2, testBatches: 2, epochs: 2)
    let progress = ProgressLine(sink: errors, batchSize: 100)
    _ = try loop.run(&steps, observers: [progress, reporter(output, progress)], clock: clock)
  }

  @Test func theLineIsDrawnOverItselfAndErased() throws {
    let terminal = RecordingSink(terminalColumns: 80)
    try run(output: terminal, errors: terminal)
    let erase = "\r\u{1B}[K"
    // A drawing every tenth of a second, at most: after 30, 150 and 270 ms.
    let expected = [
      "training @ iter =  0\n",
      "\(erase)epoch 1/2  [===                 ]  1/6  loss 1.0000  3333 examples/s  0:01 left",
      "\(erase)epoch 1/2  [================    ]  5/6  loss 0.2000  3333 examples/s  0:01 left",
      erase, "epoch 1, minibatch 6/6, validation error 5.000000 %\n",
      "     epoch 1, minibatch 6/6, test error of best model 6.000000 %\n",
      "\(erase)epoch 2/2  [===   ]  3/6  loss 0.1111  error 5.00 %  3333 examples/s  0:01 left",
      erase, "epoch 2, minibatch 6/6, validation error 5.000000 %\n",
      "Optimization complete.\nBest validation score of 5.000000 % obtained at iteration 6, "
        + "with test performance 6.000000 %\n",
    ]
    #expect(terminal.writes == expected)
  }

  @Test func whatStaysIsWhatAPipeGets() throws {
    let (terminal, pipe) = (RecordingSink(terminalColumns: 80), RecordingSink())
    try run(output: terminal, errors: terminal)
    try run(output: pipe, errors: pipe)
    #expect(terminal.screen == pipe.text)
    #expect(!pipe.text.contains("\u{1B}"))
  }

  @Test func progressAndResultsGoDifferentWays() throws {
    let (pipe, terminal) = (RecordingSink(), RecordingSink(terminalColumns: 80))
    try run(output: pipe, errors: terminal)
    #expect(!pipe.text.contains("examples/s"))
    #expect(terminal.text.contains("examples/s"))
    #expect(terminal.screen == "")
  }

  @Test func aFailureBeginsOnACleanLine() throws {
    let terminal = RecordingSink(terminalColumns: 80)
    var steps = ScriptedSteps(validationCounts: [[5]], testCounts: [[6]], batchSize: 100)
    steps.cost = { $0 == 2 ? .nan : 1 }
    let loop = try TrainingLoop(
      trainingBatches: 4, validationBatches: 1, testBatches: 1)
    let progress = ProgressLine(sink: terminal, batchSize: 100)
    #expect(throws: TrainingError.self) { try loop.run(&steps, observers: [progress]) }
    #expect(terminal.text.contains("examples/s"))
    #expect(terminal.screen == "")
  }
}
