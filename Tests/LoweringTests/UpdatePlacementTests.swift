import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

@Suite struct UpdatePlacementTests {
  private static let type = float([5])

  /// The schedule in which each update has a kernel of its own.
  private func schedule(
    _ builder: GraphBuilder, outputs: [Value] = [], updates: [(Int, Value)]
  ) throws -> Schedule {
    try builder.schedule(
      outputs: outputs, updates: updates, optimization: .full.excluding("join-updates"))
  }

  @Test func aStepIsTakenInPlace() throws {
    var builder = GraphBuilder()
    let w = try builder.shared(0, Self.type, "w")
    let g = try builder.input(0, Self.type, "g")
    let step = try builder.apply(.subtract, w, g)
    #expect(UpdatePlacement(builder.graph(updates: [(0, step)])).inPlace == [step.node: 0])
    let schedule = try schedule(builder, updates: [(0, step)])
    #expect(schedule.kernelNames == ["w_update_"])
    #expect(schedule.kernels[0].writes == [0])
    #expect(schedule.arenaByteCount == 0)
  }

  @Test func aResultThatOthersWantIsNot() throws {
    var builder = GraphBuilder()
    let w = try builder.shared(0, Self.type, "w")
    let step = try builder.apply(.exp, w)
    let graph = builder.graph(outputs: [step], updates: [(0, step)])
    #expect(UpdatePlacement(graph).inPlace.isEmpty)
    #expect(
      try schedule(builder, outputs: [step], updates: [(0, step)]).kernelNames == [
        "w_exp_", "w_copy_",
      ])
  }

  @Test func aViewOfTheSharedValueElsewhereIsNot() throws {
    var builder = GraphBuilder()
    let w = try builder.shared(0, float([2, 3]), "w")
    let other = try builder.apply(.reshape([6]), w)
    let again = try builder.apply(.reshape([2, 3]), other)
    let step = try builder.apply(.add, w, again)
    #expect(UpdatePlacement(builder.graph(updates: [(0, step)])).inPlace.isEmpty)
  }

  @Test func ofTwoThatReadEachOtherOneIsInPlace() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, Self.type, "a")
    let b = try builder.shared(1, Self.type, "b")
    let x = try builder.input(0, Self.type, "x")
    let newA = try builder.apply(.add, b, x)
    let newB = try builder.apply(.add, a, x)
    let graph = builder.graph(updates: [(0, newA), (1, newB)])
    #expect(UpdatePlacement(graph).inPlace == [newB.node: 1])
    #expect(
      try schedule(builder, updates: [(0, newA), (1, newB)]).kernelNames == [
        "b_add_", "b_update_", "b_copy_",
      ])
  }

  /// A velocity, and the step that it makes.
  @Test func whatALaterUpdateReadsIsInPlaceToo() throws {
    var builder = GraphBuilder()
    let w = try builder.shared(0, Self.type, "w")
    let v = try builder.shared(1, Self.type, "v")
    let g = try builder.input(0, Self.type, "g")
    let newV = try builder.apply(.subtract, v, g)
    let newW = try builder.apply(.add, w, newV)
    let updates = [(0, newW), (1, newV)]
    #expect(
      UpdatePlacement(builder.graph(updates: updates)).inPlace == [newV.node: 1, newW.node: 0])
    let schedule = try schedule(builder, updates: updates)
    #expect(schedule.kernelNames == ["v_update_", "w_update_"])
    #expect(schedule.arenaByteCount == 0)
  }

  @Test func whatIsReadBeforeTheUpdatesIsNot() throws {
    var builder = GraphBuilder()
    let w = try builder.shared(0, Self.type, "w")
    let v = try builder.shared(1, Self.type, "v")
    let x = try builder.input(0, Self.type, "x")
    let newV = try builder.apply(.add, v, x)
    let sum = try builder.apply(.reduce(.sum, axes: [0], keepsDimensions: false), newV)
    let newW = try builder.apply(.add, w, newV)
    let updates = [(0, newW), (1, newV)]
    let schedule = try schedule(builder, outputs: [sum], updates: updates)
    #expect(
      UpdatePlacement(builder.graph(outputs: [sum], updates: updates)).inPlace == [newW.node: 0])
    #expect(schedule.kernelNames.last == "v_copy_")
  }

  /// The last is dropped, whose old value the second reads; then the first has a reader that comes
  /// before the updates.
  @Test func aReaderThatIsNotInPlaceIsBeforeTheUpdates() throws {
    var builder = GraphBuilder()
    let values = try (0..<3).map { try builder.shared($0, Self.type, "s\($0)") }
    let x = try builder.input(0, Self.type, "x")
    let first = try builder.apply(.add, values[0], x)
    let second = try builder.apply(.add, values[1], first)
    let third = try builder.apply(.multiply, values[1], values[2])
    let updates = [(0, first), (1, second), (2, third)]
    #expect(UpdatePlacement(builder.graph(updates: updates)).inPlace == [third.node: 2])
  }

  @Test func anOldValueThatIsReadBeforeItIsReplacedDoesNoHarm() throws {
    var builder = GraphBuilder()
    _ = try builder.shared(0, Self.type, "a")
    let b = try builder.shared(1, Self.type, "b")
    let x = try builder.input(0, Self.type, "x")
    let newA = try builder.apply(.add, b, x)
    let newB = try builder.apply(.multiply, b, x)
    let updates = [(0, newA), (1, newB)]
    #expect(
      UpdatePlacement(builder.graph(updates: updates)).inPlace == [newA.node: 0, newB.node: 1])
    #expect(try schedule(builder, updates: updates).kernelNames == ["a_update_", "b_update_"])
  }

  @Test func aSwapGoesThroughTheArena() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, Self.type, "a")
    let b = try builder.shared(1, Self.type, "b")
    let schedule = try schedule(builder, updates: [(0, b), (1, a)])
    #expect(schedule.kernelNames == ["b_copy_", "a_copy_", "b_copy_2_", "a_copy_2_"])
    #expect(schedule.buffers.map(\.name) == ["a_", "b_", "saved_", "saved_2_"])
  }

  @Test func sharedValuesAreRowMajorWhateverTheyAreReplacedBy() throws {
    var builder = GraphBuilder()
    let state = try builder.shared(0, float([11, 2, 4, 4]), "state")
    let x = try builder.input(0, float([11, 1, 5, 5]), "x")
    let w = try builder.input(1, float([2, 1, 2, 2]), "w")
    let y = try builder.apply(.conv2d(Convolution()), x, w)
    let sum = try builder.apply(.add, state, y)
    let schedule = try schedule(builder, updates: [(0, sum)])
    #expect(
      schedule.kernelNames == [
        "x_to_images_innermost_", "x_conv2d_", "x_to_rows_", "state_update_",
      ])
    for buffer in schedule.buffers where buffer.place == .shared(0) {
      #expect(buffer.layout == .rowMajor)
      #expect(buffer.byteCount == 11 * 2 * 4 * 4 * 4)
    }
  }

  @Test func aSharedValueThatIsOnlyReplacedIsAmongTheCallsAll() throws {
    var builder = GraphBuilder()
    let x = try builder.input(0, Self.type, "x")
    let y = try builder.apply(.exp, x)
    let schedule = try schedule(builder, updates: [(0, y)])
    #expect(schedule.shared == [Self.type])
    #expect(schedule.kernelNames == ["shared0_update_"])
  }
}
