import Diagnostics
import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

/// What a schedule with sums over processes promises.
@Suite struct ExchangeVerifierTests {
  /// Two parts of a bucket, the sum in place of the first, and what is received.
  private let buffers = [
    Self.buffer("bucket", .arena, offset: 0), Self.buffer("part", .part(of: 0, firstByte: 0)),
    Self.buffer("sum", .inPlace(of: 1)), Self.buffer("received", .arena, offset: 64),
    Self.buffer("w", .shared(0)), Self.buffer("other", .arena, offset: 128),
  ]

  private static func buffer(_ name: String, _ place: Buffer.Place, offset: Int? = nil) -> Buffer {
    var buffer = Buffer(name: name, type: float([16]), layout: .rowMajor, place: place)
    buffer.offset = offset
    return buffer
  }

  private func kernel(_ name: String, reads: [Int], writes: [Int]) -> Schedule.Step {
    let nest = LoopNest(
      extents: [16], operands: [], resultStrides: [1],
      program: ScalarProgram(.identity), operandTypes: [.float])
    return .kernel(
      Kernel(
        name: name, body: .loop(nest), arguments: arguments(reads, writes), location: here))
  }

  private func exchange(
    _ part: AllReduceKernel.Part, received: Int = 3, number: Int = 0
  ) -> Schedule.Step {
    .kernel(
      Kernel(
        name: "\(part)",
        body: .allReduce(
          AllReduceKernel(part, exchange: number, elementType: .float, count: 16)),
        arguments: [
          Argument(.write, .output, 0), Argument(.workspace, .partialSums, received),
        ], location: here))
  }

  private func fault(_ steps: [Schedule.Step]) -> String? {
    let schedule = Schedule(
      name: "f", target: Target(registerBytes: 32), buffers: buffers, steps: steps, failures: [],
      arenaByteCount: 192, inputs: [], shared: [], outputs: [])
    do {
      try ScheduleVerifier().verify(schedule)
      return nil
    } catch {
      return (error as? InternalError)?.detail
    }
  }

  private var gradient: Schedule.Step { kernel("gradient", reads: [], writes: [1]) }
  private var update: Schedule.Step { kernel("update", reads: [2], writes: [4]) }

  @Test func acceptsWhatIsRight() {
    let steps = [
      gradient, exchange(.start), kernel("k", reads: [], writes: [5]), exchange(.finish),
      .beginUpdates, update,
    ]
    #expect(fault(steps) == nil)
  }

  @Test func nothingTouchesWhatIsOnItsWay() {
    for (touching, buffer) in [
      (kernel("k", reads: [], writes: [1]), "part"), (kernel("k", reads: [2], writes: [5]), "sum"),
      (kernel("k", reads: [], writes: [3]), "received"),
    ] {
      #expect(
        fault([gradient, exchange(.start), touching, exchange(.finish)])
          == "'k' touches '\(buffer)' during 'start'")
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

  @Test func sumsReplaceTheirTerms() {
    #expect(
      fault([
        gradient, exchange(.start), exchange(.finish), kernel("late", reads: [1], writes: [5]),
      ]) == "'late' reads 'part' after its sum is there")
  }
}
