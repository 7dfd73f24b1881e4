import GraphIR
import GraphPasses
import Testing

@testable import Lowering
@testable import Schedule

/// What is computed again rather than kept, where memory is to be saved.
@Suite struct RematerializationTests {
  private static let large = float([64, 64])

  /// A result that is read at once and at the end, and a product in between that needs more memory.
  private func schedule(
    readsEarly: Bool = true, savesMemory: Bool = true, optimization: Optimization = .full
  ) throws -> Schedule {
    var builder = GraphBuilder()
    let x = try builder.input(0, Self.large, "x")
    let kept = try builder.apply(.exp, x)
    var parts: [Value] = []
    if readsEarly { parts.append(try builder.apply(.softmax, kept)) }
    let rows = try builder.apply(.softmax, x)
    let product = try builder.apply(
      .dot(transposesLeft: false, transposesRight: true), rows, rows)
    let columns = try builder.apply(.softmax, product)
    parts.append(columns)
    let sums = try parts.map {
      try builder.apply(.reduce(.sum, axes: [0], keepsDimensions: false), $0)
    }
    let result = try builder.apply(.softmax, kept)
    return try Lowering.schedule(
      builder.graph(outputs: [result] + sums),
      for: Target(registerBytes: 32, savesMemory: savesMemory), optimization: optimization)
  }

  @Test func whatIsReadLateIsComputedAgain() throws {
    let without = try schedule(optimization: .full.excluding("rematerialize"))
    let again = try schedule()
    #expect(again.kernelNames.filter { $0.contains("exp") } == ["x_exp_", "x_exp_again_"])
    #expect(without.kernelNames.filter { $0.contains("exp") } == ["x_exp_"])
    #expect(again.arenaByteCount < without.arenaByteCount)
    // It is computed right before it is read.
    let names = again.kernelNames
    let place = try #require(names.firstIndex(of: "x_exp_again_"))
    let reader = again.kernels[place + 1]
    #expect(reader.reads == again.kernels[place].writes)
    #expect(again.buffers[again.kernels[place].writes[0]].name == "x_exp_value_again_")
  }

  @Test func whatIsReadLateOnlyIsComputedLate() throws {
    let without = try schedule(readsEarly: false, optimization: .full.excluding("rematerialize"))
    let late = try schedule(readsEarly: false)
    #expect(late.kernelNames.sorted() == without.kernelNames.sorted())
    #expect(without.kernelNames.first == "x_exp_")
    #expect(late.kernelNames.first != "x_exp_")
    #expect(late.arenaByteCount < without.arenaByteCount)
  }

  @Test func whereMemoryIsPlentyAllIsKept() throws {
    let schedule = try schedule(savesMemory: false)
    #expect(schedule.kernelNames.filter { $0.contains("exp") } == ["x_exp_"])
  }

  /// An old value that an update replaces is not there any more; an argument of the call is.
  @Test func nothingIsReadAfterItIsReplaced() throws {
    #expect(try exponentialsAmongUpdates(ofInput: true) == ["x_exp_again_"])
    #expect(try exponentialsAmongUpdates(ofInput: false) == [])
  }

  /// The kernels among the updates that compute an exponential again, of an argument of the call or
  /// of a shared value that the first update has replaced.
  private func exponentialsAmongUpdates(ofInput: Bool) throws -> [String] {
    var builder = GraphBuilder()
    let x = try builder.input(0, Self.large, "x")
    let w = try builder.shared(0, Self.large, "w")
    let v = try builder.shared(1, Self.large, "v")
    let kept = try builder.apply(.exp, ofInput ? x : w)
    let early = try builder.apply(.softmax, kept)
    let product = try builder.apply(
      .dot(transposesLeft: false, transposesRight: true), early, x)
    let rows = try builder.apply(.softmax, product)
    let newW = try builder.apply(.add, w, rows)
    let newV = try builder.apply(.multiply, v, kept)
    let schedule = try Lowering.schedule(
      builder.graph(updates: [(0, newW), (1, newV)]),
      for: Target(registerBytes: 32, savesMemory: true),
      optimization: .full.excluding("join-updates"))
    let updates = try #require(
      schedule.steps.firstIndex { if case .beginUpdates = $0 { true } else { false } })
    return schedule.steps[updates...].compactMap { step in
      guard case .kernel(let kernel) = step, kernel.name.contains("exp") else { return nil }
      return kernel.name
    }
  }
}
