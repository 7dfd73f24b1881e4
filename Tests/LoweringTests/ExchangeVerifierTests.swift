import Diagnostics
import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

/// What a schedule with sums over processes promises.
@Suite struct ExchangeVerifierTests {
  /// The part of a bucket, the sum in its place, and what is received.
  private let buffers = [
    buffer("bucket", .arena, offset: 0), buffer("part", .part(of: 0, firstByte: 0)),
    buffer("sum", .inPlace(of: 1)), buffer("received", .arena, offset: 64),
    buffer("w", .shared(0)), buffer("other", .arena, offset: 128),
  ]

  private func exchange(_ part: AllReduceKernel.Part, received: Int = 3) -> Schedule.Step {
    exchangeStep(part, of: 0, received: received, count: 16)
  }

  private func fault(_ steps: [Schedule.Step]) -> String? {
    exchangeFault(steps, buffers, arenaByteCount: 192)
  }

  private var gradient: Schedule.Step { step("gradient", reads: [], writes: [1]) }
  private var update: Schedule.Step { step("update", reads: [2], writes: [4]) }

  @Test func acceptsWhatIsRight() {
    let steps = [
      gradient, exchange(.start), step("k", reads: [], writes: [5]), exchange(.finish),
      .beginUpdates, update,
    ]
    #expect(fault(steps) == nil)
  }

  @Test func nothingTouchesWhatIsOnItsWay() {
    for (touching, name) in [
      (step("k", reads: [], writes: [1]), "part"), (step("k", reads: [2], writes: [5]), "sum"),
      (step("k", reads: [], writes: [3]), "received"),
    ] {
      #expect(
        fault([gradient, exchange(.start), touching, exchange(.finish)])
          == "'k' touches '\(name)' during 'start'")
    }
  }

  @Test func exchangesBeginAndEndOnce() {
    #expect(fault([gradient, exchange(.start)]) == "'start' has no end")
    #expect(
      fault([gradient, exchange(.finish)]) == "'finish' ends exchange 0, which is not under way")
    #expect(
      fault([
        gradient, exchange(.start), exchange(.finish), exchange(.start), exchange(.finish),
      ]) == "exchange 0 begins twice")
    #expect(
      fault([gradient, exchange(.start), exchange(.finish, received: 5)])
        == "'finish' ends 'start' with other memory")
  }
}
