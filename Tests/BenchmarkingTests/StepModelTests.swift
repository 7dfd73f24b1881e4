import Testing

@testable import Benchmarking

/// The time of a step of several processes, by numbers that a person can check.
struct StepModelTests {
  /// The time where an exchange takes 2 ms, and 1 ms for each 10 bytes.
  private func time(_ events: [StepModel.Event]) -> StepModel.Time {
    StepModel(events: events).time { 2 + Double($0) / 10 }
  }

  @Test func exchangesOverlapWithTheRestOfTheSweep() {
    // The first exchange is on its way from 5 to 11, the second from 11 to 15.
    let apart = time([
      .kernel(milliseconds: 5), .start(0, bytes: 40),
      .kernel(milliseconds: 4), .start(1, bytes: 20),
      .finish(0), .kernel(milliseconds: 1), .finish(1), .kernel(milliseconds: 1),
    ])
    #expect(apart == StepModel.Time(step: 16, compute: 11, exchange: 10))
    #expect(apart.waitingShare == 5.0 / 16)
    // One of 60 bytes begins at 9, and ends at 17.
    let together = time([
      .kernel(milliseconds: 5), .kernel(milliseconds: 4), .start(0, bytes: 60),
      .finish(0), .kernel(milliseconds: 1), .kernel(milliseconds: 1),
    ])
    #expect(together == StepModel.Time(step: 19, compute: 11, exchange: 8))
  }

  @Test func hiddenExchangesCostNothing() {
    let time = time([
      .kernel(milliseconds: 1), .start(0, bytes: 10), .kernel(milliseconds: 50),
      .finish(0), .kernel(milliseconds: 2),
    ])
    #expect(time == StepModel.Time(step: 53, compute: 53, exchange: 3))
    #expect(time.waitingShare == 0)
  }

  @Test func theNetworkCarriesOneExchangeAfterTheOther() {
    // 3, 12 and 3 ms.
    #expect(
      time([
        .start(0, bytes: 10), .start(1, bytes: 100), .start(2, bytes: 10),
        .finish(2), .kernel(milliseconds: 1), .finish(0), .finish(1),
      ]) == StepModel.Time(step: 19, compute: 1, exchange: 18))
  }

  @Test func whatASweepNeedsIsWaitedFor() {
    // The sums of a batch normalisation are read by the kernel after them.
    #expect(
      time([
        .kernel(milliseconds: 1), .exchange(bytes: 10), .kernel(milliseconds: 1),
        .start(0, bytes: 10), .finish(0),
      ]) == StepModel.Time(step: 8, compute: 2, exchange: 6))
    // It goes out after what is under way.
    #expect(
      time([.start(0, bytes: 80), .exchange(bytes: 10), .finish(0), .kernel(milliseconds: 1)])
        == StepModel.Time(step: 14, compute: 1, exchange: 13))
  }

  @Test func aStepWithoutSumsIsItsKernels() {
    #expect(
      time([.kernel(milliseconds: 1.5), .kernel(milliseconds: 2)])
        == StepModel.Time(step: 3.5, compute: 3.5, exchange: 0))
    #expect(time([]).waitingShare == 0)
  }
}
