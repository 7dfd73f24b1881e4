import Diagnostics
import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct ScheduleVerifierTests {
  private func buffer(
    _ name: String, _ place: Buffer.Place = .arena, offset: Int? = nil
  ) -> Buffer {
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
        name: name, body: .loop(nest), arguments: arguments(reads, writes),
        location: here))
  }

  private func fault(_ buffers: [Buffer], _ steps: [Schedule.Step], arena: Int = 128) -> String? {
    let schedule = Schedule(
      name: "f", target: Target(registerBytes: 32), buffers: buffers, steps: steps, failures: [],
      arenaByteCount: arena, inputs: [], shared: [], outputs: [])
    do {
      try ScheduleVerifier().verify(schedule)
      return nil
    } catch {
      return "\(error)"
    }
  }

  private func words(_ detail: String) -> String {
    "internal error after lowering: \(detail)\nThis is a fault in Croton, not in your model."
  }

  @Test func acceptsWhatIsRight() {
    let buffers = [
      buffer("x", .input(0)), buffer("a", offset: 0), buffer("b", offset: 64),
      buffer("w", .shared(0)), buffer("v", .alias(of: 1)),
    ]
    let steps = [
      kernel("first", reads: [0], writes: [1]), kernel("second", reads: [4], writes: [2]),
      .beginUpdates, kernel("update", reads: [2], writes: [3]),
    ]
    #expect(fault(buffers, steps) == nil)
  }

  @Test func noPlace() {
    #expect(
      fault([buffer("a")], [kernel("k", reads: [], writes: [0])])
        == words("'a' has no place in the arena"))
  }

  @Test func pastTheEnd() {
    #expect(
      fault([buffer("a", offset: 65)], [kernel("k", reads: [], writes: [0])])
        == words("'a' lies past the end of the arena"))
  }

  @Test func overlap() {
    let buffers = [buffer("a", offset: 0), buffer("b", offset: 60)]
    #expect(
      fault(buffers, [kernel("k", reads: [], writes: [0, 1])]) == words("'a' and 'b' overlap"))
  }

  @Test(arguments: [Buffer.Place.input(0), .output(0), .shared(0), .alias(of: 0)])
  func imagesInnermostInMemoryOfTheCaller(place: Buffer.Place) {
    let images = Buffer(
      name: "b", type: float([16, 1, 2, 2]), layout: .imagesInnermost(lanes: 16), place: place)
    #expect(
      fault([buffer("x", .input(0)), images], [])
        == words("'b' has images innermost outside of the arena"))
  }

  @Test func readTooEarly() {
    let buffers = [buffer("a", offset: 0), buffer("v", .alias(of: 0)), buffer("y", .output(0))]
    #expect(
      fault(buffers, [kernel("k", reads: [1], writes: [2])]) == words("'k' reads 'a' too early"))
  }

  @Test func readTooLate() {
    let buffers = [buffer("a", offset: 0), buffer("b", .inPlace(of: 0)), buffer("y", .output(0))]
    let steps = [
      kernel("j", reads: [], writes: [0]), kernel("k", reads: [0], writes: [1]),
      kernel("l", reads: [0], writes: [2]),
    ]
    #expect(fault(buffers, steps) == words("'l' reads 'a' too late"))
  }

  @Test func sharedValueBeforeTheUpdates() {
    #expect(
      fault([buffer("w", .shared(0))], [kernel("k", reads: [], writes: [0])])
        == words("'k' writes a shared value before the updates"))
  }

  @Test func boundButNoSlice() {
    #expect(
      fault([buffer("x", .input(0))], [.bindRows(buffer: 0, failure: 1)])
        == words("'x' is bound to rows, but is no slice"))
  }
}
