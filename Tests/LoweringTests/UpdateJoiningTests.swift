import GraphIR
import Testing

@testable import Lowering
@testable import Schedule

/// Which loops of updates become one kernel.
@Suite struct UpdateJoiningTests {
  /// `w - v * s`, of a scalar s.
  private let step = ScalarProgram(
    operandCount: 3, steps: [.init(.multiply, [1, 2]), .init(.subtract, [0, 3])])

  /// The results of each loop of a joined kernel.
  private func results(_ name: String, _ schedule: Schedule) throws -> [[String]] {
    let kernel = try #require(schedule.kernels.first { $0.name == name })
    guard case .joinedLoops(let joined) = kernel.body else { return [] }
    return try joined.loops.map { loop in
      try loop.map { schedule.buffers[try #require(kernel.argument($0.result)).buffer].name }
    }
  }

  /// Steps with a velocity, whose size depends on how many there were.
  private func momentum(_ shapes: [Shape], for target: Target = Target(registerBytes: 32)) throws
    -> Schedule
  {
    var builder = GraphBuilder()
    let count = try builder.shared(0, float([]), "count")
    let newCount = try builder.apply(.add, count, count)
    let size = try builder.apply(.exp, newCount)
    var roots = [Graph.Root(.update(shared: 0), newCount)]
    for (number, shape) in shapes.enumerated() {
      let w = try builder.shared(2 * number + 1, float(shape), "w\(number)")
      let v = try builder.shared(2 * number + 2, float(shape), "v\(number)")
      let g = try builder.input(number, float(shape), "g\(number)")
      let newV = try builder.apply(.subtract, v, g)
      let newW = try builder.apply(.elementwise(step, shape), w, newV, size)
      roots += [
        .init(.update(shared: 2 * number + 1), newW), .init(.update(shared: 2 * number + 2), newV),
      ]
    }
    return try Lowering.schedule(builder.graph(name: "f", roots: roots), for: target)
  }

  @Test func eachParameterHasOneLoopAndAllHaveOneKernel() throws {
    let schedule = try momentum([[64, 80], [80]])
    #expect(schedule.kernelNames == ["before_updates_", "updates_"])
    // The count is replaced when it has been read.
    #expect(try results("before_updates_", schedule) == [["count_sum_", "count_exp_value_"]])
    #expect(try results("updates_", schedule) == [["v0_", "w0_"], ["v1_", "w1_"], ["count_"]])
    #expect(schedule.kernels.map(\.body.traits.isSerial) == [true, false])
    let text = SchedulePrinter(schedule).text
    #expect(SchedulePrinter(try ScheduleParser.schedule(text)).text == text)
  }

  @Test func littleWorkIsOneKernelOfOneThread() throws {
    let schedule = try momentum([[8, 9], [9]])
    #expect(schedule.kernelNames == ["updates_"])
    #expect(
      try results("updates_", schedule) == [
        ["count_sum_", "count_exp_value_"], ["v0_", "w0_"], ["v1_", "w1_"], ["count_"],
      ])
    #expect(schedule.kernels[0].body.traits.isSerial)
  }

  @Test func nothingIsJoinedWhereMemoryIsToBeSavedAndItWouldTakeMore() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, float([5]), "a")
    let b = try builder.shared(1, float([5]), "b")
    let x = try builder.input(0, float([5]), "x")
    let updates = try [(0, builder.apply(.add, a, x)), (1, builder.apply(.add, b, x))]
    #expect(
      try Lowering.schedule(
        builder.graph(updates: updates), for: Target(registerBytes: 32, savesMemory: true)
      ).kernelNames == ["updates_"])
    // Two numbers of one kernel need memory each, where one had taken the place of the other.
    let number = try builder.input(1, float([]), "number")
    let size = try builder.apply(.tanh, builder.apply(.exp, number))
    let newA = try builder.apply(.elementwise(step, [5]), a, x, size)
    let graph = builder.graph(updates: [(0, newA)])
    let apart = try Lowering.schedule(graph, for: Target(registerBytes: 32, savesMemory: true))
    #expect(apart.kernelNames == ["number_exp_", "number_tanh_", "a_update_"])
    let joined = try Lowering.schedule(graph, for: Target(registerBytes: 32))
    #expect(joined.kernelNames == ["updates_"])
  }

  @Test func aKernelHasNotTooManyParameters() throws {
    let schedule = try momentum(Array(repeating: [70, 70], count: 40))
    #expect(schedule.kernelNames == ["before_updates_", "updates_", "updates_2_"])
    let counts = schedule.kernels.map { Set($0.arguments.map(\.buffer)).count }
    #expect(counts.allSatisfy { $0 <= UpdateJoining.mostParameters }, "\(counts)")
    let loops = try ["updates_", "updates_2_"].flatMap { try results($0, schedule) }
    #expect(loops.count == 41)
  }

  @Test func aProductThatIsAnUpdateComesBefore() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, float([70, 70]), "a")
    let b = try builder.shared(1, float([70, 70]), "b")
    let c = try builder.shared(2, float([70, 70]), "c")
    let x = try builder.input(0, float([70, 70]), "x")
    let newA = try builder.apply(.add, a, x)
    let product = try builder.apply(.dot(transposesLeft: false, transposesRight: false), x, x)
    let newB = try builder.apply(.add, b, product)
    let newC = try builder.apply(.add, c, x)
    let schedule = try builder.schedule(updates: [(0, newA), (1, newB), (2, newC)])
    #expect(schedule.kernelNames == ["b_update_", "updates_"])
    #expect(try results("updates_", schedule) == [["a_"], ["c_"]])
  }

  @Test func whatReadsOtherElementsWaits() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, float([1, 4900]), "a")
    let b = try builder.shared(1, float([2, 4900]), "b")
    let x = try builder.input(0, float([1, 4900]), "x")
    let newA = try builder.apply(.add, a, x)
    let newB = try builder.apply(.elementwise(ScalarProgram(.add), [2, 4900]), b, newA)
    let schedule = try builder.schedule(updates: [(0, newA), (1, newB)])
    #expect(schedule.kernelNames == ["a_update_", "b_update_"])
  }

  @Test func aSwapIsOneLoop() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, float([5]), "a")
    let b = try builder.shared(1, float([5]), "b")
    let schedule = try builder.schedule(updates: [(0, b), (1, a)])
    #expect(schedule.kernelNames == ["updates_"])
    #expect(try results("updates_", schedule) == [["saved_", "saved_2_", "a_", "b_"]])
  }

  @Test func longLoopsBeforeTheUpdatesStayThere() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, float([70, 70]), "a")
    let x = try builder.input(0, float([70, 70]), "x")
    let g = try builder.apply(.exp, x)
    let newA = try builder.apply(.add, a, g)
    #expect(
      try builder.schedule(updates: [(0, newA)]).kernelNames == ["x_exp_", "a_update_"])
  }

  @Test func whatTheCallerReadsStaysBeforeTheUpdates() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, float([5]), "a")
    let x = try builder.input(0, float([5]), "x")
    let g = try builder.apply(.exp, x)
    let newA = try builder.apply(.add, a, g)
    #expect(
      try builder.schedule(outputs: [g], updates: [(0, newA)]).kernelNames
        == ["x_exp_", "a_update_"])
  }

  /// What a slice starts from is known before any update.
  @Test func whatASliceStartsFromStaysBeforeIt() throws {
    var builder = GraphBuilder()
    let a = try builder.shared(0, float([5]), "a")
    let rows = try builder.input(0, float([9, 5]), "rows")
    let index = try builder.input(1, TensorType(.int64, []), "index")
    let start = try builder.apply(.multiply, index, index)
    let row = try builder.apply(.reshape([5]), builder.apply(.sliceRows(count: 1), rows, start))
    let newA = try builder.apply(.add, a, row)
    let schedule = try builder.schedule(updates: [(0, newA)])
    #expect(schedule.kernelNames == ["index_multiply_", "a_update_"])
  }
}
