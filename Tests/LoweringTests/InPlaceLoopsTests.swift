import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

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
    let result = try builder.apply(.softmax, c)
    let schedule = try builder.schedule(outputs: [result])
    #expect(
      places(schedule) == [
        "input0_exp_value_": "input0_tanh_value_", "input0_product_": "input0_exp_value_",
      ])
    #expect(schedule.arenaByteCount == 8 * 16 * 4)
  }

  @Test func whatIsReadLaterStays() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([8, 16]))
    let a = try builder.apply(.tanh, x)
    let b = try builder.apply(.exp, a)
    let c = try builder.apply(.add, a, b)
    let result = try builder.apply(.softmax, c)
    let schedule = try builder.schedule(outputs: [result])
    #expect(places(schedule) == ["input0_sum_": "input0_tanh_value_"])
  }

  /// A loop over an 8 x 8 matrix that reads it with the given strides, once or more.
  private func place(reading strides: [[Int]]) -> Buffer.Place {
    let type = float([8, 8])
    let buffers = ["a", "b", "c"].map {
      Buffer(name: $0, type: type, layout: .rowMajor, place: .arena)
    }
    let nest = LoopNest(
      extents: [8, 8], operands: strides.map { .element(.operand(0), strides: $0) },
      resultStrides: [8, 1],
      program: ScalarProgram(operandCount: 2, steps: [.init(.add, [0, strides.count - 1])]),
      operandTypes: strides.map { _ in .float })
    let rows = SoftmaxKernel(role: .softmax, elementType: .float, rows: 8, columns: 8)
    let bodies: [(Kernel.Body, operands: [Int], result: Int)] = [
      (.softmax(rows), [], 0), (.loop(nest), [0], 1), (.softmax(rows), [1], 2),
    ]
    let steps = bodies.map {
      Schedule.Step.kernel(
        Kernel(
          name: "k", body: $0.0, arguments: arguments($0.operands, [$0.result]),
          location: here))
    }
    let schedule = Schedule(
      name: "f", target: Target(registerBytes: 32), buffers: buffers, steps: steps, failures: [],
      arenaByteCount: 0, inputs: [], shared: [], outputs: [])
    return InPlaceLoops.apply(to: schedule).buffers[1].place
  }

  @Test func elementsThatAreReadElsewhereStay() {
    #expect(place(reading: [[8, 1], [8, 1]]) == .inPlace(of: 0))
    #expect(place(reading: [[8, 1], [1, 8]]) == .arena)
    #expect(place(reading: [[8, 1], [0, 1]]) == .arena)
  }

  @Test func argumentsResultsAndSharedValuesStay() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, float([8, 16]))
    let w = try builder.shared(0, float([8, 16]))
    let a = try builder.apply(.exp, x)
    let b = try builder.apply(.add, a, w)
    let result = try builder.apply(.softmax, b)
    let schedule = try builder.schedule(outputs: [a, result])
    #expect(places(schedule) == [:])
  }
}
