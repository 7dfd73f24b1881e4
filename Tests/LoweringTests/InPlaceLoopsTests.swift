import GraphIR
import Testing

@testable import Lowering

/// Which element-wise kernels write over what they read.
@Suite struct InPlaceLoopsTests {
  /// The buffers that lie where another one did, and which.
  private func places(_ schedule: Schedule) -> [String: String] {
    var places: [String: String] = [:]
    for buffer in schedule.buffers {
      guard case .inPlace(let operand) = buffer.place else { continue }
      places[buffer.name] = schedule.buffers[operand].name
    }
    return places
  }

  @Test func aChainNeedsTheMemoryOfOneTensor() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([8, 16]))
    let a = try builder.apply(.tanh, x)
    let b = try builder.apply(.exp, a)
    let c = try builder.apply(.multiply, b, b)
    let schedule = try builder.schedule(outputs: [builder.apply(.softmax, c)])
    #expect(places(schedule) == ["exp2_": "tanh1_", "multiply3_": "exp2_"])
    #expect(schedule.arenaByteCount == 8 * 16 * 4)
  }

  @Test func whatIsReadLaterStays() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([8, 16]))
    let a = try builder.apply(.tanh, x)
    let b = try builder.apply(.exp, a)
    let c = try builder.apply(.add, a, b)
    let schedule = try builder.schedule(outputs: [builder.apply(.softmax, c)])
    #expect(places(schedule) == ["add3_": "tanh1_"])
  }

  @Test func elementsThatAreWantedElsewhereStay() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([8, 8]))
    let a = try builder.apply(.tanh, x)
    let transposed = try builder.apply(.dimshuffle([1, 0]), a)
    let b = try builder.apply(.add, a, transposed)
    let row = try builder.apply(.tanh, builder.input(1, float([1, 8])))
    let c = try builder.apply(.multiply, builder.apply(.exp, x), row)
    let schedule = try builder.schedule(outputs: [
      builder.apply(.softmax, b), builder.apply(.softmax, c),
    ])
    #expect(Set(places(schedule).values).isDisjoint(with: ["tanh1_", "tanh5_"]))
  }

  @Test func argumentsResultsAndSharedValuesStay() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([8, 16]))
    let w = try builder.shared(0, float([8, 16]))
    let a = try builder.apply(.exp, x)
    let b = try builder.apply(.add, a, w)
    let schedule = try builder.schedule(outputs: [a, builder.apply(.softmax, b)])
    #expect(places(schedule) == [:])
  }
}
