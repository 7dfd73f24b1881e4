import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct FullReductionTests {
  private static let all = GraphIR.Operation.reduce(.sum, axes: [0, 1], keepsDimensions: false)

  @Test func whatIsSummedIsPartOfTheSum() throws {
    var builder = GraphBuilder()
    let w = try builder.input(0, float([90, 50]), "w")
    let squares = try builder.apply(.multiply, w, w)
    let sum = try builder.apply(Self.all, squares)
    let schedule = try builder.schedule(outputs: [sum])
    #expect(schedule.kernelNames == ["w_sum_"])
    guard case .fullReduction(let total) = schedule.kernels[0].body else {
      Issue.record("\(schedule.kernels[0].body.name)")
      return
    }
    #expect(total.terms.program == ScalarProgram(.multiply))
    #expect(schedule.arenaByteCount == 64)
  }

  @Test func whatOthersWantIsNot() throws {
    var builder = GraphBuilder()
    let w = try builder.input(0, float([90, 50]), "w")
    let squares = try builder.apply(.multiply, w, w)
    let sum = try builder.apply(Self.all, squares)
    #expect(
      try builder.schedule(outputs: [sum, squares]).kernelNames == ["w_multiply_", "w_sum_"])
  }

  @Test func aShortSumIsTakenInOnePart() throws {
    var builder = GraphBuilder()
    let w = try builder.input(0, float([64, 64]), "w")
    let sum = try builder.apply(Self.all, w)
    let schedule = try builder.schedule(outputs: [sum])
    #expect(schedule.kernels.count == 1)
    #expect(schedule.kernels[0].body.traits.isSerial)
  }
}
