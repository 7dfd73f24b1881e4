import Testing

@testable import Training

/// The messages about settings, word for word; those about files are tested where files are.
@Suite struct TrainingErrorTests {
  @Test func settings() {
    expectMessage("the number of training batches must be at least 1, but 0 was given") {
      try TrainingLoop(trainingBatches: 0, validationBatches: 1, testBatches: 1)
    }
    expectMessage("the number of validation batches must be at least 1, but -2 was given") {
      try TrainingLoop(trainingBatches: 1, validationBatches: -2, testBatches: 1)
    }
    expectMessage("the number of test batches must be at least 1, but 0 was given") {
      try TrainingLoop(trainingBatches: 1, validationBatches: 1, testBatches: 0)
    }
    expectMessage("the number of epochs must be at least 1, but 0 was given") {
      try TrainingLoop(trainingBatches: 1, validationBatches: 1, testBatches: 1, epochs: 0)
    }
    expectMessage(
      "9223372036854775807 epochs of 2 training batches are more iterations than can be counted"
    ) {
      try TrainingLoop(trainingBatches: 2, validationBatches: 1, testBatches: 1, epochs: .max)
    }
  }

  @Test func earlyStopping() {
    expectMessage("the patience must be at least 2, but 1 was given") {
      try EarlyStopping(trainingBatches: 1, settings: .init(patience: 1))
    }
    expectMessage("the patience increase must be at least 1, but 0 was given") {
      try EarlyStopping(trainingBatches: 1, settings: .init(patienceIncrease: 0))
    }
    for threshold in [0, -0.5, 1.5, Double.nan] {
      expectMessage(
        "the improvement threshold must lie above 0 and not above 1, but \(threshold) was given"
      ) {
        try EarlyStopping(trainingBatches: 1, settings: .init(improvementThreshold: threshold))
      }
    }
  }

  @Test func aClosedOutput() {
    #expect("\(ClosedOutputError())" == "nobody reads the standard output any more")
  }

  private func expectMessage<Value>(
    _ message: String, sourceLocation: SourceLocation = #_sourceLocation,
    _ body: () throws -> Value
  ) {
    let error = #expect(throws: TrainingError.self, sourceLocation: sourceLocation) {
      _ = try body()
    }
    #expect(error?.description == message, sourceLocation: sourceLocation)
  }
}
