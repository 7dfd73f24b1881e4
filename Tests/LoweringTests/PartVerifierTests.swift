import GraphIR
import Testing

@testable import Schedule

/// What a schedule promises of each part of a bucket.
@Suite struct PartVerifierTests {
  /// A bucket of two parts. The sum of the first takes the place of its terms; the second is a copy,
  /// and holds its sum under the same name.
  private func buffers(
    first: Int = 0, second: Int = 64, secondCount: Int = 16
  ) -> [Buffer] {
    [
      buffer("bucket", .arena, offset: 0, count: 32),
      buffer("terms", .part(of: 0, firstByte: first)), buffer("sum", .inPlace(of: 1)),
      buffer("copy", .part(of: 0, firstByte: second), count: secondCount),
      buffer("received", .arena, offset: 128, count: 32), buffer("other", .arena, offset: 256),
      buffer("view of terms", .alias(of: 1)), buffer("view of sum", .alias(of: 2)),
      buffer("view of copy", .alias(of: 3), count: secondCount),
      buffer("computed", .inPlace(of: 2)),
    ]
  }

  private func fault(_ steps: [Schedule.Step], _ buffers: [Buffer]? = nil) -> String? {
    exchangeFault(steps, buffers ?? self.buffers(), arenaByteCount: 320)
  }

  private let terms = step("gradient", reads: [], writes: [1])
  private let copy = step("copies", reads: [], writes: [3])
  private let start = exchangeStep(.start, of: 0, received: 4, count: 32)
  private let finish = exchangeStep(.finish, of: 0, received: 4, count: 32)

  private func reading(_ buffer: Int) -> Schedule.Step {
    step("k", reads: [buffer], writes: [5])
  }

  private var steps: [Schedule.Step] { [terms, copy, start, finish] }

  @Test func acceptsWhatIsRight() {
    // Terms are read before the exchange, sums after it, also by what is computed in their place.
    let computing = step("computes", reads: [2], writes: [9])
    #expect(
      fault([
        terms, reading(1), reading(6), copy, start, finish, reading(3), reading(8), reading(2),
        reading(7), computing, reading(9),
      ]) == nil)
    // The parts may be written in any order, under the name of a view.
    #expect(
      fault([copy, step("gradient", reads: [], writes: [6]), start, finish, reading(2)]) == nil)
  }

  @Test func partsLieInTheirBucket() {
    for (first, second) in [(0, 128), (0, 96), (-64, 64), (0, Int.max)] {
      let name = first < 0 ? "terms" : "copy"
      #expect(
        fault(steps, buffers(first: first, second: second)) == "'\(name)' lies outside of 'bucket'")
    }
    #expect(fault(steps, buffers(first: 64, second: 0)) == nil)
  }

  @Test func partsAreAligned() {
    #expect(
      fault(steps, buffers(second: 32))
        == "'copy' begins at byte 32 of 'bucket', which is no multiple of 64")
  }

  @Test func partsDoNotOverlap() {
    #expect(fault(steps, buffers(second: 0)) == "'terms' and 'copy' overlap")
    #expect(
      fault(steps, buffers(first: 64, second: 0, secondCount: 17)) == "'copy' and 'terms' overlap")
    // What has no elements lies anywhere, and nobody writes it.
    #expect(fault([terms, start, finish], buffers(second: 0, secondCount: 0)) == nil)
  }

  @Test func partsAreWrittenBeforeTheirExchange() {
    #expect(fault([terms, start, finish]) == "'start' begins before 'copy' is written")
    #expect(fault([copy, start, finish]) == "'start' begins before 'terms' is written")
    // Not by what writes another name of the same memory.
    #expect(
      fault([copy, step("k", reads: [], writes: [9]), start, finish])
        == "'start' begins before 'terms' is written")
  }

  @Test func sumsAreReadAfterTheirExchange() {
    for (buffer, name) in [
      (2, "sum"), (7, "view of sum"), (3, "copy"), (8, "view of copy"),
    ] {
      #expect(
        fault([terms, copy, reading(buffer), start, finish])
          == "'k' reads '\(name)' before its sum is there")
      #expect(
        fault([terms, copy, start, reading(buffer), finish])
          == "'k' touches '\(name)' during 'start'")
      #expect(fault(steps + [reading(buffer)]) == nil)
    }
    // A number is looked at before its sum is there, or the bucket is not exchanged at all.
    #expect(
      fault([terms, copy, .checkNumbers(buffer: 2, failure: 0), start, finish])
        == "'check numbers of sum' reads 'sum' before its sum is there")
    let other = Schedule.Step.kernel(
      Kernel(
        name: "whole", body: .allReduce(AllReduceKernel(elementType: .float, count: 16)),
        arguments: [Argument(.write, .output, 5)], location: here))
    #expect(fault([terms, copy, other, reading(2)]) == "'k' reads 'sum' before its sum is there")
  }

  @Test func sumsReplaceTheirTerms() {
    for (buffer, name) in [(1, "terms"), (6, "view of terms")] {
      #expect(
        fault(steps + [reading(buffer)]) == "'k' reads '\(name)' after its sum is there")
    }
  }

  @Test func withoutMessagesSumsAreTheirTerms() {
    #expect(fault([terms, copy, reading(2), reading(3)]) == nil)
  }
}
