import Diagnostics
import GraphIR
import GraphPasses
import Schedule

/// Turns an optimised graph into kernels, buffers and an order.
package enum Lowering {
  /// The schedule of a graph as a plan has it.
  ///
  /// - Parameter report: is told about each step from one schedule to the next.
  /// - Throws: `InternalError` when the graph holds an operation that no kernel computes,
  ///   `MemoryError` when its results together are larger than any memory.
  package static func schedule(
    _ plan: Plan, report: ((StepReport<Schedule>) -> Void)? = nil
  ) throws -> Schedule {
    var lowerer = GraphLowerer(plan)
    try lowerer.run()
    return try SchedulePass.all.filter { $0.isPart(of: plan.optimization) }
      .reduce(lowerer.finish()) { schedule, pass in
        try pass.apply(to: schedule, report: report)
      }
  }

  /// The schedule of a graph.
  ///
  /// - Parameters:
  ///   - optimization: which steps are taken that make fewer or faster kernels.
  ///   - checksNumerics: whether the results of all kernels that compute floating-point numbers are
  ///     looked at. No shared value is then written before all of them are.
  /// - Throws: as above.
  package static func schedule(
    _ graph: Graph, for target: Target, optimization: Optimization = .full,
    checksNumerics: Bool = false
  ) throws -> Schedule {
    try schedule(
      Plan(graph, for: target, optimization: optimization, checksNumerics: checksNumerics))
  }
}

/// Walks a graph once, adding a kernel for each node that computes something.
struct GraphLowerer {
  let plan: Plan
  let graph: Graph
  var names: KernelNames
  private(set) var buffers: [Buffer] = []
  private(set) var steps: [Schedule.Step] = []
  private var updateSteps: [Schedule.Step] = []
  private(set) var failures: [Schedule.Failure] = []
  private var located: [BufferKey: Int] = [:]
  private var literals: [Value: Literal.Scalar] = [:]
  private var iotas: Set<Value> = []
  private var isUpdating = false

  private struct BufferKey: Hashable {
    let value: Value
    let layout: Layout
  }

  init(_ plan: Plan) {
    self.plan = plan
    graph = plan.graph
    names = KernelNames(graph)
  }

  mutating func run() throws {
    for index in graph.nodes.indices where !plan.updates.inPlace.keys.contains(index) {
      try lower(index)
    }
    try copyOutputs()
    let saved = try updateSources()
    isUpdating = true
    for index in graph.nodes.indices where plan.updates.inPlace.keys.contains(index) {
      try lower(index)
    }
    try copyUpdates(from: saved)
  }

  func finish() -> Schedule {
    var inputs: [Int: TensorType] = [:]
    var shared: [Int: TensorType] = [:]
    for node in graph.nodes {
      if case .input(let number, let type) = node.operation { inputs[number] = type }
      if case .shared(let number, let type) = node.operation { shared[number] = type }
    }
    var outputs: [Int: TensorType] = [:]
    for root in graph.roots {
      switch root.role {
      case .output(let number): outputs[number] = graph.type(of: root.value)
      // A shared value that is only replaced has no node.
      case .update(let number): shared[number] = graph.type(of: root.value)
      }
    }
    let ordered = { (types: [Int: TensorType]) in types.sorted { $0.key < $1.key }.map(\.value) }
    return Schedule(
      name: Identifier.from(graph.name), target: plan.target, buffers: buffers,
      steps: steps + (updateSteps.isEmpty ? [] : [.beginUpdates] + updateSteps),
      failures: failures, arenaByteCount: 0, inputs: ordered(inputs), shared: ordered(shared),
      outputs: ordered(outputs))
  }

  // MARK: Buffers

  /// The layout in which a value's node leaves it.
  func layout(of value: Value) -> Layout {
    plan.layouts[value.node]
  }

  /// The scalar that a value is, where it is the same known number everywhere.
  func literal(_ value: Value) -> Literal.Scalar? {
    literals[value]
  }

  mutating func add(_ buffer: Buffer) -> Int {
    buffers.append(buffer)
    return buffers.count - 1
  }

  /// Memory for a result of a node: its own, or that of the shared value that it replaces.
  mutating func result(_ index: Int, _ number: Int = 0) -> Int {
    let value = Value(node: index, result: number)
    let buffer: Int
    if let shared = plan.updates.inPlace[index] {
      buffer = sharedBuffer(shared, replacedBy: value)
    } else {
      buffer = add(
        Buffer(
          name: names.unique(name(of: value)), type: graph.type(of: value),
          layout: plan.layouts[index],
          place: .arena))
    }
    located[BufferKey(value: value, layout: plan.layouts[index])] = buffer
    return buffer
  }

  /// The buffer of a shared value, which only has one so far if the function reads it.
  private mutating func sharedBuffer(_ number: Int, replacedBy value: Value) -> Int {
    buffers.firstIndex { $0.place == .shared(number) }
      ?? add(
        Buffer(
          name: names.unique("shared\(number)"), type: graph.type(of: value), layout: .rowMajor,
          place: .shared(number)))
  }

  private func name(of value: Value) -> String {
    let name = names.value(of: value.node)
    guard value.result > 0, case .convolutionBlock(let block) = graph[value].operation else {
      return name
    }
    return block.keepsWinners && value.result == 1 ? "\(name)_mask" : "\(name)_preactivation"
  }

  /// Memory that a kernel needs only while it runs.
  mutating func workspaces(of body: Kernel.Body, _ index: Int) -> [Argument] {
    body.traits.workspaces.map { workspace in
      let count = workspace.byteCount / workspace.elementType.byteCount
      let buffer = add(
        Buffer(
          name: names.unique(names.workspace(of: index, workspace.role)),
          type: TensorType(workspace.elementType, [count]), layout: .rowMajor, place: .arena,
          byteCount: workspace.byteCount))
      return Argument(.workspace, workspace.role, buffer)
    }
  }

  /// Says that a value lies in memory that is already there.
  mutating func locate(_ index: Int, as place: Buffer.Place) {
    let value = Value(node: index)
    let name = names.unique(name(of: value))
    located[BufferKey(value: value, layout: .rowMajor)] = add(
      Buffer(name: name, type: graph.type(of: value), layout: .rowMajor, place: place))
  }

  /// Whether a value is the positions of its own elements.
  func isIota(_ value: Value) -> Bool {
    iotas.contains(value)
  }

  mutating func noteIota(_ index: Int) {
    iotas.insert(Value(node: index))
  }

  mutating func note(literal: Literal.Scalar, for index: Int) {
    literals[Value(node: index)] = literal
  }

  /// The buffer of a value in the wanted layout, converted if it lies in another.
  mutating func buffer(_ value: Value, as layout: Layout = .rowMajor) throws -> Int {
    if let buffer = located[BufferKey(value: value, layout: layout)] { return buffer }
    if let literal = literals[value],
      located[BufferKey(value: value, layout: .rowMajor)] == nil
    {
      locate(literal, value)
      return try self.buffer(value, as: layout)
    }
    if isIota(value), located[BufferKey(value: value, layout: .rowMajor)] == nil {
      fill(value, with: .index(strides: [1]), summary: "positions")
      return try self.buffer(value, as: layout)
    }
    let own = plan.layouts[value.node]
    guard located[BufferKey(value: value, layout: own)] != nil, own != layout else {
      throw InternalError(
        stage: "lowering", detail: "%\(value.node) is read before it is computed")
    }
    // From one number of lanes to another the way leads through rows.
    let other = layout == .rowMajor ? own : .rowMajor
    return convert(value, try buffer(value, as: other), from: other, to: layout)
  }

  /// Writes a number that is the same everywhere to memory, for kernels that cannot do without: one
  /// goes into the program itself, many are filled in when it runs.
  private mutating func locate(_ literal: Literal.Scalar, _ value: Value) {
    let type = graph.type(of: value)
    let count = type.shape.elementCount
    guard count == 1 else {
      fill(value, with: .literal(literal), summary: "\(literal) everywhere")
      return
    }
    located[BufferKey(value: value, layout: .rowMajor)] = add(
      Buffer(
        name: names.unique("constant"), type: type, layout: .rowMajor,
        place: .constant(Literal(type: type, scalars: [literal]))))
  }

  /// Writes what needs no operand to memory.
  private mutating func fill(
    _ value: Value, with operand: LoopNest.Operand, summary: String
  ) {
    let type = graph.type(of: value)
    let buffer = add(
      Buffer(name: names.unique("constant"), type: type, layout: .rowMajor, place: .arena))
    located[BufferKey(value: value, layout: .rowMajor)] = buffer
    let nest = LoopNest(
      extents: [type.shape.elementCount], operands: [operand], resultStrides: [1],
      program: ScalarProgram(.identity), operandTypes: [type.elementType])
    append(
      Kernel(
        name: names.unique("fill"), summary: "\(type): \(summary)", body: .loop(nest),
        arguments: [Argument(.write, .output, buffer)], location: graph[value].location))
  }

  private mutating func convert(_ value: Value, _ source: Int, from: Layout, to: Layout) -> Int {
    let type = graph.type(of: value)
    let converted = add(
      Buffer(
        name: names.unique(name(of: value) + (to == .rowMajor ? "_rows" : "_images")),
        type: type, layout: to, place: .arena))
    located[BufferKey(value: value, layout: to)] = converted
    guard case .imagesInnermost(let lanes) = to == .rowMajor ? from : to else { return converted }
    let body = LayoutConversion(
      type, to == .rowMajor ? .toRowMajor : .toImagesInnermost, lanes: lanes)
    append(
      Kernel(
        name: names.name(
          of: value.node, suffix: to == .rowMajor ? "to_rows" : "to_images_innermost"),
        summary: "\(type): from \(from) to \(to)", body: .layoutConversion(body),
        arguments: [
          Argument(.read, .operand(0), source), Argument(.write, .output, converted),
        ], location: graph[value].location))
    return converted
  }

  // MARK: Steps

  /// Adds a kernel, unless there is nothing to compute because its result has no elements.
  mutating func append(_ kernel: Kernel) {
    let isEmpty = kernel.argument(.output).map { buffers[$0.buffer].byteCount == 0 } ?? false
    guard kernel.body.traits.canFail || !isEmpty else { return }
    append(.kernel(kernel))
  }

  mutating func append(_ step: Schedule.Step) {
    if isUpdating { updateSteps.append(step) } else { steps.append(step) }
  }

  /// Adds a kernel that computes a node, with a note on how it does, and has its results looked at.
  mutating func append(
    _ index: Int, _ body: Kernel.Body, suffix: String? = nil, detail: String? = nil,
    _ arguments: [Argument]
  ) {
    let name = appendUnchecked(index, body, suffix: suffix, detail: detail, arguments)
    checkNumbers(
      index, kernel: name, arguments.filter { $0.access == .write }.map(\.buffer))
  }

  /// Adds a kernel that computes a node.
  ///
  /// - Returns: its name.
  mutating func appendUnchecked(
    _ index: Int, _ body: Kernel.Body, suffix: String? = nil, detail: String? = nil,
    _ arguments: [Argument]
  ) -> String {
    let node = graph.nodes[index]
    let types = node.operands.map { graph.type(of: $0).description }.joined(separator: ", ")
    let name =
      plan.updates.inPlace[index].map { names.unique("\(sharedName($0))_update") }
      ?? names.name(of: index, suffix: suffix ?? node.operation.name)
    append(
      Kernel(
        name: name,
        summary:
          "\(node.operation): \(types) -> \(node.types.map(\.description).joined(separator: ", "))"
          + (detail.map { "; \($0)" } ?? ""),
        body: body, arguments: arguments, location: node.location, node: index))
    return name
  }

  /// Has the results of a node looked at where numbers are checked.
  mutating func checkNumbers(_ index: Int, kernel: String, _ results: [Int]) {
    guard plan.checksNumerics else { return }
    let node = graph.nodes[index]
    for (result, type) in zip(results, node.types)
    where type.elementType.isFloatingPoint && type.shape.elementCount > 0 {
      // The name in the C without what keeps it apart from the names of C.
      let failure = failure(
        "\(kernel.dropLast()): element %lld of \(type) is %g; "
          + "expected a number of at most 1e10 in absolute value", index)
      append(.checkNumbers(buffer: result, failure: failure))
    }
  }

  mutating func failure(_ reason: String, _ index: Int) -> Int {
    failures.append(Schedule.Failure(reason: reason, location: graph.nodes[index].location))
    // Zero is the status of a call that succeeded.
    return failures.count
  }

  private func sharedName(_ number: Int) -> String {
    let node = graph.nodes.first {
      if case .shared(number, _) = $0.operation { true } else { false }
    }
    return node?.name ?? "shared\(number)"
  }

  // MARK: Roots

  /// Lets outputs be computed where the caller wants them, or copies them there.
  private mutating func copyOutputs() throws {
    var taken: Set<Int> = []
    for root in graph.roots {
      guard case .output(let number) = root.role else { continue }
      let source = try buffer(root.value)
      if buffers[source].place == .arena, taken.insert(source).inserted {
        buffers[source].place = .output(number)
      } else {
        let type = graph.type(of: root.value)
        let target = add(
          Buffer(
            name: names.unique("output\(number)"), type: type, layout: .rowMajor,
            place: .output(number)))
        appendCopy(from: source, to: target, type: type, of: root.value)
      }
    }
  }

  /// Values of updates that are not computed in place, saved where no other update overwrites them.
  private mutating func updateSources() throws -> [(root: Graph.Root, source: Int)] {
    var sources: [(root: Graph.Root, source: Int)] = []
    for root in graph.roots {
      guard case .update = root.role, !plan.updates.inPlace.keys.contains(root.value.node) else {
        continue
      }
      var source = try buffer(root.value)
      if case .shared = buffers[buffers.storage(of: source)].place {
        let type = graph.type(of: root.value)
        let saved = add(
          Buffer(name: names.unique("saved"), type: type, layout: .rowMajor, place: .arena))
        appendCopy(from: source, to: saved, type: type, of: root.value)
        source = saved
      }
      sources.append((root, source))
    }
    return sources
  }

  private mutating func copyUpdates(from sources: [(root: Graph.Root, source: Int)]) throws {
    for (root, source) in sources {
      guard case .update(let shared) = root.role else { continue }
      let type = graph.type(of: root.value)
      let target = sharedBuffer(shared, replacedBy: root.value)
      appendCopy(from: source, to: target, type: type, of: root.value)
    }
  }

  private mutating func appendCopy(
    from source: Int, to target: Int, type: TensorType, of value: Value
  ) {
    let count = type.shape.elementCount
    let nest = LoopNest(
      extents: [count], operands: [.element(.operand(0), strides: [1])], resultStrides: [1],
      program: ScalarProgram(.identity), operandTypes: [type.elementType])
    append(
      Kernel(
        name: names.name(of: value.node, suffix: "copy"), summary: "copies \(type)",
        body: .loop(nest),
        arguments: [Argument(.read, .operand(0), source), Argument(.write, .output, target)],
        location: graph[value].location))
  }
}
