import Testing

@testable import Benchmarking

/// The time of a step of several processes, by numbers that a person can check.
struct StepModelTests {
  /// 2 ms for each exchange, and 1 ms for each 10 bytes.
  private func exchange(_ bytes: Int) -> Double { 2 + Double(bytes) / 10 }

  @Test func exchangesOverlapWithTheRestOfTheSweep() {
    let model = StepModel(events: [
      .kernel(milliseconds: 5), .sum(bytes: 40),
      .kernel(milliseconds: 4), .sum(bytes: 20),
      .kernel(milliseconds: 1, waitsFor: [0]), .kernel(milliseconds: 1, waitsFor: [1]),
    ])
    // Buckets of one sum: the first is on its way from 5 to 11, the second from 11 to 15.
    let apart = model.time(bucketBytes: 40, exchange: exchange)
    #expect(apart == StepModel.Time(step: 16, compute: 11, exchange: 10))
    #expect(apart.waitingShare == 5.0 / 16)
    // One bucket of 60 bytes is ready at 9, and there at 17.
    let together = model.time(bucketBytes: 60, exchange: exchange)
    #expect(together == StepModel.Time(step: 19, compute: 11, exchange: 8))
  }

  @Test func hiddenExchangesCostNothing() {
    let model = StepModel(events: [
      .kernel(milliseconds: 1), .sum(bytes: 10), .kernel(milliseconds: 50),
      .kernel(milliseconds: 2, waitsFor: [0]),
    ])
    let time = model.time(bucketBytes: 1, exchange: exchange)
    #expect(time == StepModel.Time(step: 53, compute: 53, exchange: 3))
    #expect(time.waitingShare == 0)
  }

  @Test func aSumLargerThanABucketGoesAlone() {
    let model = StepModel(events: [
      .sum(bytes: 10), .sum(bytes: 100), .sum(bytes: 10), .kernel(milliseconds: 1, waitsFor: [2]),
    ])
    // Three exchanges one after the other: 3, 12 and 3 ms.
    #expect(
      model.time(bucketBytes: 50, exchange: exchange)
        == StepModel.Time(step: 19, compute: 1, exchange: 18))
  }

  @Test func whatASweepNeedsIsNotKeptBack() {
    // The sums of a batch normalisation are read by the kernel after them.
    let model = StepModel(events: [
      .kernel(milliseconds: 1), .sum(bytes: 10), .kernel(milliseconds: 1, waitsFor: [0]),
      .sum(bytes: 10),
    ])
    #expect(
      model.time(bucketBytes: 1000, exchange: exchange)
        == StepModel.Time(step: 8, compute: 2, exchange: 6))
  }

  @Test func aStepWithoutSumsIsItsKernels() {
    let model = StepModel(events: [.kernel(milliseconds: 1.5), .kernel(milliseconds: 2)])
    #expect(
      model.time(bucketBytes: 1, exchange: exchange)
        == StepModel.Time(step: 3.5, compute: 3.5, exchange: 0))
    #expect(StepModel(events: []).time(bucketBytes: 1, exchange: exchange).waitingShare == 0)
  }
}
