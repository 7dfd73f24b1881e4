import Testing

@testable import Training

@Suite struct EvaluationBatchesTests {
  @Test func everyExampleIsInOneMinibatch() {
    for (examples, size, count) in [(10_000, 64, 157), (10_000, 500, 20), (7, 7, 1), (3, 7, 1)] {
      let batches = EvaluationBatches(examples: examples, size: size)
      #expect(batches.count == count)
      #expect((0..<count).map(batches.examples).reduce(0, +) == examples)
    }
  }

  @Test func theMeanCountsEachExampleOnce() {
    // 1 of 4, 2 of 4 and 2 of 2 wrong: 5 of 10.
    let batches = EvaluationBatches(examples: 10, size: 4)
    #expect(batches.mean(of: [0.25, 0.5, 1]) == 0.5)
    #expect(EvaluationBatches(examples: 3, size: 7).mean(of: [1.0 / 3]) == 1.0 / 3)
  }

  @Test func equalMinibatchesHaveTheTutorialsMean() {
    let errors = (0..<20).map { Double($0 * 7 % 11) / 500 }
    let batches = EvaluationBatches(examples: 10_000, size: 500)
    #expect(batches.mean(of: errors) == pairwiseMean(of: errors))
  }
}
