import Diagnostics
import GraphIR

/// Writes the graph of a process, node by node.
struct ShardWriter {
  /// A value of the new graph.
  struct Written {
    let value: Value
    /// Whether it has a row for each image of the shard. Otherwise every process has it whole.
    let isSharded: Bool
  }

  let source: Graph
  let shard: BatchShard
  let inputs: Set<Int>
  var builder = GraphBuilder()
  /// The first result of each node of the whole graph.
  private var written: [Written] = []
  /// The rows of values that every process has whole.
  var rows: [Value: Value] = [:]

  init(_ source: Graph, _ shard: BatchShard, inputs: Set<Int>) {
    self.source = source
    self.shard = shard
    self.inputs = inputs
  }

  mutating func graph() throws -> Graph {
    for node in source.nodes { written.append(try write(node)) }
    let roots = try source.roots.map { root in
      let new = moved(root.value)
      if new.isSharded {
        throw error(source[root.value], .rowsReturned)
      }
      return Graph.Root(root.role, new.value)
    }
    return Graph(name: source.name, nodes: builder.nodes, roots: roots, shard: shard)
  }

  /// What a value of the whole graph is in the new one.
  private func moved(_ value: Value) -> Written {
    let first = written[value.node]
    return Written(
      value: Value(node: first.value.node, result: first.value.result + value.result),
      isSharded: first.isSharded)
  }

  private mutating func write(_ node: Node) throws -> Written {
    switch node.operation {
    case .input(let number, let type) where inputs.contains(number):
      return try sharded(
        .input(number, TensorType(type.elementType, local(type.shape))), [], for: node)
    case .sliceRows(shard.images) where isSharedValue(node.operands[0]):
      return try writeMinibatch(
        of: moved(node.operands[0]).value, from: moved(node.operands[1]).value, node)
    default:
      let operands = node.operands.map(moved)
      return operands.contains(where: \.isSharded)
        ? try writeSharded(node, operands)
        : try whole(node.operation, operands.map(\.value), for: node)
    }
  }

  /// Whether a value is a shared value of the program, which outlives its calls.
  private func isSharedValue(_ value: Value) -> Bool {
    if case .shared = source[value].operation { true } else { false }
  }

  /// The images of the shard, of a minibatch that starts at a row of a data set.
  private mutating func writeMinibatch(
    of table: Value, from start: Value, _ node: Node
  ) throws -> Written {
    let first = try builder.constant(
      Double(shard.first), builder.type(of: start), at: node.location)
    let ownStart =
      shard.first == 0 ? start : try builder.add(.add, [start, first], at: node.location)
    return try sharded(.sliceRows(count: shard.count), [table, ownStart], for: node)
  }

  /// Adds an operation of which every process has the whole result.
  private mutating func whole(
    _ operation: Operation, _ operands: [Value], for node: Node
  ) throws -> Written {
    Written(value: try add(operation, operands, for: node), isSharded: false)
  }

  /// Adds an operation of which a process has the rows of its shard.
  mutating func sharded(
    _ operation: Operation, _ operands: [Value], for node: Node
  ) throws -> Written {
    Written(value: try add(operation, operands, for: node), isSharded: true)
  }

  /// Adds an operation that sums over the images of the shard, and the sum over all processes.
  mutating func reduced(
    _ operation: Operation, _ operands: [Value], for node: Node
  ) throws -> Written {
    let part = try builder.add(operation, operands, at: node.location)
    return try whole(.allReduce, [part], for: node)
  }

  private mutating func add(
    _ operation: Operation, _ operands: [Value], for node: Node
  ) throws -> Value {
    try builder.add(operation, operands, name: node.name, at: node.location)
  }

  /// A shape whose axis 0 counts images, for those of the shard.
  func local(_ shape: Shape) -> Shape {
    Shape([shard.count] + shape.extents.dropFirst())
  }

  /// A slice of which all images are part, for those of the shard.
  func local(_ slicing: Slicing) -> Slicing {
    Slicing(
      starts: slicing.starts, steps: slicing.steps,
      extents: [shard.count] + slicing.extents.dropFirst())
  }

  /// Why a node cannot be computed by processes that have a shard each.
  func error(_ node: Node, _ error: SharingError) -> ModelError {
    ModelError([
      Diagnostic(location: node.location, message: "\(node.operation.name): \(error)")
    ])
  }
}
