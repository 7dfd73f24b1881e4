import GraphIR
import Schedule

/// Walks a graph once, adding a kernel for each node that computes something.
struct GraphLowerer {
  let plan: Plan
  let graph: Graph
  var names: KernelNames
  var steps = ScheduleSteps()
  var buffers: [Buffer] = []
  /// The first buffer of each shared value.
  var sharedBuffers: [Int: Int] = [:]
  /// The names of the shared values that the function reads.
  let sharedNames: [Int: String]
  /// The buffers of values: one in the layout of their node, and converted copies.
  var located: [LocatedValue: Int] = [:]
  /// For sums that a convolution takes of its rows, what lies there for each row.
  var rowSums: [Int: [Int]] = [:]

  struct LocatedValue: Hashable {
    let value: Value
    let layout: Layout
  }

  private init(_ plan: Plan) {
    self.plan = plan
    graph = plan.graph
    names = KernelNames(graph)
    var sharedNames: [Int: String] = [:]
    for node in graph.nodes {
      if case .shared(let number, _) = node.operation, let name = node.name {
        sharedNames[number] = sharedNames[number] ?? name
      }
    }
    self.sharedNames = sharedNames
  }

  /// The kernels of a graph as a plan has it, and their buffers, which have no place in the arena
  /// yet.
  static func schedule(_ plan: Plan) throws -> Schedule {
    var lowerer = GraphLowerer(plan)
    try lowerer.run()
    return lowerer.finish()
  }

  private mutating func run() throws {
    let updated = plan.updates.inPlace
    for index in graph.nodes.indices where updated[index] == nil { try lower(index) }
    try copyOutputs()
    let saved = try updateSources()
    steps.beginUpdates()
    for index in graph.nodes.indices where updated[index] != nil { try lower(index) }
    try copyUpdates(from: saved)
  }

  private func finish() -> Schedule {
    var inputs: [Int: TensorType] = [:]
    var shared: [Int: TensorType] = [:]
    var outputs: [Int: TensorType] = [:]
    for node in graph.nodes {
      if case .input(let number, let type) = node.operation { inputs[number] = type }
      if case .shared(let number, let type) = node.operation { shared[number] = type }
    }
    for root in graph.roots {
      switch root.role {
      case .output(let number): outputs[number] = graph.type(of: root.value)
      // A shared value that is only replaced has no node.
      case .update(let number): shared[number] = graph.type(of: root.value)
      }
    }
    let ordered = { (types: [Int: TensorType]) in types.sorted { $0.key < $1.key }.map(\.value) }
    return Schedule(
      name: Identifier.from(graph.name), target: plan.target, buffers: buffers, steps: steps.all,
      failures: steps.failures, arenaByteCount: 0, inputs: ordered(inputs),
      shared: ordered(shared), outputs: ordered(outputs))
  }
}
