import Testing
import Training

@Suite struct EarlyStoppingTests {
  @Test func validatesOnceAnEpochOrTwiceAPatience() throws {
    #expect(try EarlyStopping(trainingBatches: 100).validationFrequency == 100)
    let settings = EarlyStopping.Settings(patience: 9)
    let stopping = try EarlyStopping(trainingBatches: 7, settings: settings)
    #expect((1...12).filter { stopping.validates(afterIteration: $0) } == [4, 8, 12])
  }

  @Test func onlyALargeImprovementRaisesThePatience() throws {
    let settings = EarlyStopping.Settings(patience: 10, patienceIncrease: 3)
    var stopping = try EarlyStopping(trainingBatches: 5, settings: settings)
    #expect(stopping.bestError == .infinity)
    var log: [(isBest: Bool, patience: Int)] = []
    for (iteration, error) in [(5, 0.5), (10, 0.4999), (11, 0.4999)] {
      let isBest = stopping.record(validationError: error, iteration: iteration)
      log.append((isBest, stopping.patience))
    }
    #expect(log.map(\.isBest) == [true, true, false])
    #expect(log.map(\.patience) == [12, 12, 12])
    #expect(stopping.bestIteration == 10)
    #expect(!stopping.isExhausted(afterIteration: 12))
    #expect(stopping.isExhausted(afterIteration: 13))
  }

  @Test func thePatienceCannotOverflow() throws {
    let settings = EarlyStopping.Settings(patienceIncrease: .max)
    var stopping = try EarlyStopping(trainingBatches: 5, settings: settings)
    _ = stopping.record(validationError: 0.5, iteration: 10)
    #expect(stopping.patience == .max)
  }
}
