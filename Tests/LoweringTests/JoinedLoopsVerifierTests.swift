import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

/// What a schedule promises of kernels of several loops.
@Suite struct JoinedLoopsVerifierTests {
  /// Shared values a, b and c, an input x, and another buffer of a.
  private let buffers =
    [("a", Buffer.Place.shared(0)), ("b", .shared(1)), ("c", .shared(2)), ("x", .input(0))].map {
      Buffer(name: $0.0, type: float([5000]), layout: .rowMajor, place: $0.1)
    } + [Buffer(name: "again", type: float([5000]), layout: .rowMajor, place: .shared(0))]

  private typealias Statement = JoinedLoops.Statement

  /// A statement that copies.
  private func copy(
    _ source: Argument.Role, to result: Int, extents: [Int] = [5000], offset: Int = 0
  ) -> Statement {
    Statement(
      result: .result(result),
      nest: LoopNest(
        extents: extents, operands: [.element(source, strides: [1], offset: offset)],
        resultStrides: [1], program: ScalarProgram(.identity), operandTypes: [.float]))
  }

  /// Reads x as operand 0, a as operand 1 and again as operand 2; writes b and a, or what is given.
  private func fault(
    _ loops: [[Statement]], writes: [Int] = [1, 0], reads: [Int] = [3, 0, 4]
  ) -> String? {
    let kernel = Kernel(
      name: "k", body: .joinedLoops(JoinedLoops(loops)),
      arguments: reads.enumerated().map { Argument(.read, .operand($0), $1) }
        + writes.enumerated().map { Argument(.write, .result($0), $1) },
      location: here)
    let schedule = Schedule(
      name: "f", target: Target(registerBytes: 32), buffers: buffers,
      steps: [.beginUpdates, .kernel(kernel)], failures: [], arenaByteCount: 0, inputs: [],
      shared: [], outputs: [])
    do {
      try ScheduleVerifier().verify(schedule)
      return nil
    } catch {
      return String("\(error)".split(separator: "\n")[0])
        .replacing("internal error after lowering: ", with: "")
    }
  }

  @Test func acceptsWhatIsRight() {
    let x = Argument.Role.operand(0)
    #expect(fault([[copy(x, to: 0)], [copy(x, to: 1)]]) == nil)
    #expect(fault([[copy(x, to: 0), copy(.result(0), to: 1)]]) == nil)
    // The old value of a, before it is replaced.
    #expect(fault([[copy(.operand(1), to: 0), copy(x, to: 1)]]) == nil)
    // One thread runs both.
    let short = [5]
    #expect(
      fault([
        [copy(x, to: 0, extents: short)], [copy(.result(0), to: 1, extents: short, offset: 7)],
      ]) == nil)
  }

  @Test func refusesWhatIsWrong() {
    let x = Argument.Role.operand(0)
    #expect(
      fault([[copy(x, to: 0)], [copy(.result(0), to: 1)]])
        == "'k' computes 'a' without waiting for 'b'")
    #expect(
      fault([[copy(.operand(1), to: 0)], [copy(x, to: 1)]])
        == "'k' computes 'a' without waiting for 'b'")
    #expect(
      fault([[copy(x, to: 0), copy(.result(0), to: 1, offset: 1)]])
        == "'k' computes 'a' from other elements than it has in the loop of 'b'")
    #expect(
      fault([[copy(x, to: 0), copy(x, to: 1, extents: [4999])]])
        == "'k' computes 'a' in a loop of another shape")
    #expect(
      fault([[copy(.operand(2), to: 0), copy(x, to: 1)]])
        == "'k' computes 'a' by another name for the memory of 'b'")
    #expect(
      fault([[copy(x, to: 0), copy(x, to: 1)]], writes: [1, 1])
        == "'k' computes 'b' by another name for the memory of 'b'")
    #expect(fault([[copy(.result(1), to: 0), copy(x, to: 1)]]) == "'k' reads 'a' too early")
    #expect(fault([[copy(.operand(3), to: 0), copy(x, to: 1)]]) == "'k' has no operand3")
    #expect(fault([[copy(x, to: 0), copy(x, to: 1), copy(x, to: 2)]]) == "'k' writes no result2")
    #expect(fault([[copy(x, to: 0)]]) == "'k' does not compute 'a'")
    #expect(fault([[copy(x, to: 0), copy(x, to: 1)], []]) == "'k' has an empty loop")
  }
}
