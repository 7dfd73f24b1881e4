import GraphIR

extension Pass {
  /// Computes a cheap element-wise value again wherever it is read, if less is then read and
  /// written.
  ///
  ///     %2 = subtract %0, %1 : float(128, 32, 16, 16)     where %1 is float(1, 32, 1, 1)
  ///     %3 = multiply %2, %2 : float(128, 32, 16, 16)
  ///     %4 = reduce sum(0, 2, 3) %3 : float(32,)
  ///     %5 = multiply %2, %6 : float(128, 32, 16, 16)
  ///
  /// becomes
  ///
  ///     %3 = elementwise { t2 = subtract a0 a1; multiply t2 t2 } %0, %1 : float(128, 32, 16, 16)
  ///     %4 = reduce sum(0, 2, 3) %3 : float(32,)
  ///     %5 = elementwise { t3 = subtract a0 a1; multiply t3 a2 } %0, %1, %6 : float(128, 32, 16, 16)
  ///
  /// A sum over images and positions reads what it adds up as an element-wise node would: the value
  /// is computed again for it alone, and then inside it. `RecomputationPlan` weighs the bytes.
  public static let recomputeElementwise = Pass(fusion: "recompute-elementwise") { graph, limits in
    var plan = RecomputationPlan(graph, limits)
    guard plan.run() else { return graph }
    let changed = plan.changed
    return try GraphRewriter.rewrite(graph) { index, node, rewriter in
      guard let fused = changed[index] else { return nil }
      let operands = try fused.operands.map(rewriter.moved)
      let lines = (plan.sources[index] ?? []).flatMap { graph.nodes[$0].locations }
      guard case .reduce = node.operation else {
        return try rewriter.add(
          .elementwise(fused.program, node.types[0].shape), operands, for: node, fusing: lines)
      }
      let shape = rewriter.type(of: node.operands[0]).shape
      let terms = try rewriter.add(
        .elementwise(fused.program, shape), operands, for: node, fusing: lines)
      return try rewriter.add(node.operation, [terms], for: node)
    }
  }
}

/// Decides which element-wise values are computed again, and where.
///
/// Values are looked at from the last to the first, so that what is merged into a user shows which
/// tensors the user reads anyway when the values before come to their turn.
struct RecomputationPlan {
  /// The most steps of what is computed again.
  private static let mostSteps = 8

  private let graph: Graph
  private let limits: FusionLimits
  private let rules: FusionRules
  private var isLive: [Bool]
  private let roots: Set<Int>
  /// For each element-wise node its program so far, and for a sum what is computed for it alone.
  private var programs: [Int: FusedProgram] = [:]
  /// The nodes that read each node.
  private var users: [Set<Int>]
  /// The sums over images and positions, by the shape of what they sum.
  private var sums: [Shape: [Int]] = [:]
  private var changes: Set<Int> = []
  /// The nodes that are computed again in each node.
  private(set) var sources: [Int: [Int]] = [:]

  init(_ graph: Graph, _ limits: FusionLimits) {
    self.graph = graph
    self.limits = limits
    rules = FusionRules(graph)
    isLive = graph.liveNodes
    roots = Set(graph.roots.map(\.value.node))
    users = graph.liveUsers.map { Set($0) }
    for (index, node) in graph.nodes.enumerated() where isLive[index] {
      programs[index] = FusedProgram(node)
      if isChannelSum(node) {
        sums[graph.type(of: node.operands[0]).shape, default: []].append(index)
      }
    }
  }

  /// The programs that differ from those of the graph.
  var changed: [Int: FusedProgram] {
    programs.filter { changes.contains($0.key) && isLive[$0.key] }
  }

  /// Decides; whether anything changes.
  mutating func run() -> Bool {
    var sweeps = true
    while sweeps {
      sweeps = false
      for index in graph.nodes.indices.reversed() where isLive[index] {
        if consider(index) { sweeps = true }
      }
    }
    return !changes.isEmpty
  }

  /// Merges a value into those of its users where that saves traffic.
  private mutating func consider(_ index: Int) -> Bool {
    guard case .elementwise = graph.nodes[index].operation, let program = programs[index],
      !users[index].isEmpty, program.program.isCheap, program.program.steps.count <= Self.mostSteps
    else { return false }
    let readers = users[index].sorted()
    // What is read once is left to `fuse-elementwise`, and to the sum that reads it.
    guard readers.count > 1 else { return false }
    let merged = readers.map { merging(index, into: $0) }
    if !roots.contains(index), merged.allSatisfy({ $0 != nil }),
      readers.count(where: { programs[$0] == nil || isSumOfItsOwn($0) }) <= 1,
      savesAll(index, program, readers)
    {
      for (reader, merged) in zip(readers, merged) { replace(reader, by: merged, with: index) }
      return true
    }
    var isChanged = false
    for (reader, merged) in zip(readers, merged) {
      guard let merged, programs[reader] != nil,
        extraBytes(program, in: reader) * 8 <= bytes(Value(node: index))
      else { continue }
      replace(reader, by: merged, with: index)
      isChanged = true
    }
    return isChanged
  }

  /// Whether a node is a sum for which something is computed alone.
  private func isSumOfItsOwn(_ index: Int) -> Bool {
    if case .reduce = graph.nodes[index].operation { programs[index] != nil } else { false }
  }

  // MARK: What can be merged

  private func isChannelSum(_ node: Node) -> Bool {
    guard case .reduce(.sum, let axes, _) = node.operation else { return false }
    let type = graph.type(of: node.operands[0])
    return type.elementType.isFloatingPoint
      && (type.shape.rank == 4 ? Set(axes) == [0, 2, 3] : type.shape.rank == 2 && axes == [0])
  }

  /// What a user computes when a value is computed in it, if it can be.
  private func merging(_ index: Int, into user: Int) -> FusedProgram? {
    guard let producer = programs[index] else { return nil }
    let (node, value) = (graph.nodes[user], Value(node: index))
    guard isChannelSum(node) || node.types[0].shape == graph.nodes[index].types[0].shape else {
      return nil
    }
    guard let program = programs[user] else { return isChannelSum(node) ? producer : nil }
    let merged = program.inlining(producer, for: value)
    let computing = Node(
      operation: .elementwise(producer.program, graph.nodes[index].types[0].shape),
      operands: producer.operands, types: graph.nodes[index].types, name: nil,
      location: graph.nodes[index].location)
    guard merged.fits(limits, graph.nodes),
      rules.keepsUpdate(computing, in: user, nodes: graph.nodes)
    else { return nil }
    return merged
  }

  private mutating func replace(_ user: Int, by program: FusedProgram?, with source: Int) {
    guard let program else { return }
    for node in [source] + (sources[source] ?? []) where sources[user]?.contains(node) != true {
      sources[user, default: []].append(node)
    }
    let before = reads(user)
    programs[user] = program
    changes.insert(user)
    for operand in program.operands { users[operand.node].insert(user) }
    release(before.filter { !program.operands.contains($0) }, by: user)
  }

  /// Notes that a node reads some values no more. What nothing reads is not computed.
  private mutating func release(_ values: [Value], by user: Int) {
    var released = values.map { (node: $0.node, user: user) }
    while let (node, user) = released.popLast() {
      users[node].remove(user)
      guard users[node].isEmpty, isLive[node], !roots.contains(node) else { continue }
      isLive[node] = false
      released += reads(node).map { ($0.node, node) }
    }
  }

  // MARK: What is saved

  /// What a node reads.
  private func reads(_ index: Int) -> [Value] {
    programs[index]?.operands ?? graph.nodes[index].operands
  }

  /// The bytes that are read where a value is.
  private func bytes(_ value: Value) -> Int {
    let node = graph[value]
    if node.literal?.splat != nil { return 0 }
    if case .iota = node.operation { return 0 }
    return graph.type(of: value).byteCount
  }

  /// The bytes that a user reads in addition when it computes a program.
  private func extraBytes(_ program: FusedProgram, in user: Int) -> Int {
    let known = reads(user) + readsOfPartners(of: user)
    return program.operands.filter { !known.contains($0) }.map(bytes).reduce(0, +)
  }

  /// What the kernel that takes a user's sum reads for other sums.
  private func readsOfPartners(of user: Int) -> [Value] {
    guard let sum = sum(of: user), let shape = summedShape(sum) else { return [] }
    let terms = self.terms(of: sum)
    return (sums[shape] ?? []).filter { $0 != sum && isLive[$0] }.flatMap { other -> [Value] in
      let others = self.terms(of: other)
      let (first, last) = sum < other ? (terms, others) : (others, terms)
      return SumGroups.joins(last, first, before: min(sum, other), of: shape, in: graph)
        ? others : []
    }
  }

  /// The sum in which a node is computed, if nothing else reads it.
  private func sum(of user: Int) -> Int? {
    if isChannelSum(graph.nodes[user]) { return user }
    guard users[user].count == 1, !roots.contains(user), let reader = users[user].first,
      isChannelSum(graph.nodes[reader])
    else { return nil }
    return reader
  }

  private func summedShape(_ sum: Int) -> Shape? {
    graph.type(of: graph.nodes[sum].operands[0]).shape
  }

  /// What the kernel of a sum reads.
  private func terms(of sum: Int) -> [Value] {
    let own = reads(sum)
    guard programs[sum] == nil, let operand = own.first, users[operand.node] == [sum],
      !roots.contains(operand.node), let program = programs[operand.node]
    else { return own }
    return program.operands
  }

  /// Whether fewer bytes are read and written when a value is computed by each of its readers and
  /// goes to memory no more, while no more bytes have to be kept.
  private func savesAll(_ index: Int, _ program: FusedProgram, _ readers: [Int]) -> Bool {
    let own = bytes(Value(node: index))
    let extra = readers.map { extraBytes(program, in: $0) }.reduce(0, +)
    // What is written is read into the cache first.
    let saved = own * (readers.count + 2) + program.operands.map(bytes).reduce(0, +)
    let end = readers.max() ?? index
    let kept = Set(program.operands).filter { lastReader(of: $0, besides: index) < end }
    return extra < saved && kept.map(bytes).reduce(0, +) <= own + own / 8
  }

  /// The last node that needs a value, without the given one.
  private func lastReader(of value: Value, besides user: Int) -> Int {
    if roots.contains(value.node) || graph[value].operation.isSource { return graph.nodes.count }
    return users[value.node].filter { $0 != user }.max() ?? value.node
  }
}
