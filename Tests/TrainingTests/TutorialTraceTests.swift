import TestSupport
import Testing
import Training

/// Runs of the tutorial's loop with given errors, decision by decision and line by line.
@Suite struct TutorialTraceTests {
  struct Trace: Decodable, CustomTestStringConvertible {
    struct Expectation: Decodable {
      var validationFrequency: Int
      var lastEpoch: Int
      var lastIter: Int
      var trainCalls: Int
      var validations: Int
      var finalPatience: Int
      var doneLooping: Bool
      var bestValidationLoss: Double
      var bestIterPlus1: Int
      var testScore: Double
      var patienceLog: [[Int]]
      var stdout: [String]
    }

    var name: String
    var nTrainBatches: Int
    var nEpochs: Int
    var patience: Int
    var validBatches: Int
    var batchSize: Int
    var validErrorTotals: [Int]
    var testErrorTotals: [Int]
    var expect: Expectation

    var testDescription: String { name }

    var steps: ScriptedSteps {
      ScriptedSteps(
        validationCounts: validErrorTotals.map(spread),
        testCounts: testErrorTotals.map(spread), batchSize: batchSize)
    }

    func loop() throws -> TrainingLoop {
      try TrainingLoop(
        trainingBatches: nTrainBatches, validationBatches: EvaluationBatches(validBatches),
        testBatches: EvaluationBatches(validBatches), epochs: nEpochs,
        earlyStopping: .init(patience: patience))
    }

    /// The wrong answers of all minibatches: one more in the first few than in the rest.
    private func spread(_ total: Int) -> [Int] {
      let (quotient, remainder) = total.quotientAndRemainder(dividingBy: validBatches)
      return (0..<validBatches).map { $0 < remainder ? quotient + 1 : quotient }
    }
  }

  private struct TraceFile: Decodable {
    var cases: [Trace]
  }

  static let traces: [Trace] = {
    do {
      return try Vectors.load(
        "training_loop.json", as: TraceFile.self, keys: .convertFromSnakeCase
      ).cases
    } catch {
      Issue.record(error)
      return []
    }
  }()

  @Test func thereAreTraces() { #expect(Self.traces.count == 4) }

  @Test(arguments: traces) func theLoopDecidesAsTheTutorial(trace: Trace) throws {
    var steps = trace.steps
    let result = try trace.loop().run(&steps)
    let expected = trace.expect

    let outcome: TrainingResult.Outcome =
      expected.doneLooping ? .patienceExhausted : .epochsCompleted
    #expect(result.outcome == outcome)
    #expect(result.epochs == expected.lastEpoch)
    #expect(result.iterations == expected.lastIter + 1)
    #expect(result.patience == expected.finalPatience)
    #expect(result.best?.validationError == expected.bestValidationLoss)
    #expect(result.best?.iteration == expected.bestIterPlus1)
    #expect(result.best?.testError == expected.testScore)
    #expect(steps.trainCalls.count == expected.trainCalls)
    #expect(steps.trainCalls == (0..<expected.trainCalls).map { $0 % trace.nTrainBatches })
    #expect(steps.validations == expected.validations)
    #expect(steps.kept.last == expected.bestIterPlus1)
    #expect(steps.kept.count == steps.tests)
  }

  @Test(arguments: traces) func earlyStoppingAloneKeepsThePatience(trace: Trace) throws {
    var steps = trace.steps
    var stopping = try trace.loop().earlyStopping
    #expect(stopping.validationFrequency == trace.expect.validationFrequency)
    var log: [[Int]] = []
    for iteration in 1...(trace.nEpochs * trace.nTrainBatches) {
      if stopping.validates(afterIteration: iteration) {
        let errors = (0..<trace.validBatches).map { steps.validationError(minibatch: $0) }
        _ = stopping.record(validationError: pairwiseMean(of: errors), iteration: iteration)
        log.append([iteration - 1, stopping.patience])
      }
      if stopping.isExhausted(afterIteration: iteration) { break }
    }
    #expect(log.count == trace.expect.validations)
    #expect(Array(log.suffix(trace.expect.patienceLog.count)) == trace.expect.patienceLog)
  }

  @Test(arguments: traces) func theConsoleSaysWhatTheTutorialPrints(trace: Trace) throws {
    // The one trace of another script has its lines up to the last message, which differs.
    let isLenet = trace.name != "logistic_83_batches"
    let sink = RecordingSink()
    let reporter = ConsoleReporter(wording: isLenet ? .lenet : .logisticRegression, sink: sink)
    var steps = trace.steps
    let clock = ManualClock()
    steps.clock = clock
    _ = try trace.loop().run(&steps, observers: [reporter], clock: clock)

    var expected = trace.expect.stdout
    if !isLenet {
      expected += [
        "Optimization complete with best validation score of 10.927083 %,"
          + "with test performance 10.843750 %",
        // 332 steps of 20 ms.
        "The code run for 4 epochs, with 0.602410 epochs/sec",
      ]
    }
    #expect(sink.text.hasSuffix("\n"))
    let lines = sink.text.dropLast().split(separator: "\n", omittingEmptySubsequences: false)
      .map(String.init)
    if let gap = expected.firstIndex(of: "...") {
      #expect(Array(lines.prefix(gap)) == Array(expected[..<gap]))
      let end = Array(expected[(gap + 1)...])
      #expect(Array(lines.suffix(end.count)) == end)
    } else {
      #expect(lines == expected)
    }
  }
}
