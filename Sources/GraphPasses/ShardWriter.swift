import Diagnostics
import GraphIR

/// Writes the graph of a process, node by node.
struct ShardWriter {
  let source: Graph
  let shard: BatchShard
  let inputs: Set<Int>
  var builder = GraphBuilder()
  /// For each node of the whole graph: its first result in the new one, and whether that has a row
  /// for each image of the shard.
  private var written: [(value: Value, isSharded: Bool)] = []
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
      let (value, isSharded) = moved(root.value)
      if isSharded {
        throw error(source[root.value], "the function returns a row for each image")
      }
      return Graph.Root(root.role, value)
    }
    return Graph(name: source.name, nodes: builder.nodes, roots: roots, shard: shard)
  }

  func moved(_ value: Value) -> (value: Value, isSharded: Bool) {
    let (first, isSharded) = written[value.node]
    return (Value(node: first.node, result: first.result + value.result), isSharded)
  }

  func error(_ node: Node, _ reason: String) -> ModelError {
    ModelError([
      Diagnostic(
        location: node.location,
        message: "\(node.operation.name): \(reason), so that processes cannot share a minibatch")
    ])
  }

  mutating func add(
    _ operation: Operation, _ operands: [Value], for node: Node, named: Bool = true
  ) throws -> Value {
    try builder.add(
      operation, operands, name: named ? node.name : nil, at: node.location)
  }

  /// The sum over all processes.
  mutating func reduced(
    _ operation: Operation, _ operands: [Value], for node: Node
  ) throws -> (Value, Bool) {
    let part = try add(operation, operands, for: node, named: false)
    return (try add(.allReduce, [part], for: node), false)
  }

  mutating func write(_ node: Node) throws -> (Value, Bool) {
    switch node.operation {
    case .input(let number, let type) where inputs.contains(number):
      return (
        try add(.input(number, TensorType(type.elementType, local(type.shape))), [], for: node),
        true
      )
    case .sliceRows(shard.images) where isSharedValue(node.operands[0]):
      let start = moved(node.operands[1]).value
      let first = try builder.constant(
        Double(shard.first), builder.type(of: start), at: node.location)
      let ownStart =
        shard.first == 0 ? start : try builder.add(.add, [start, first], at: node.location)
      let table = moved(node.operands[0]).value
      return (try add(.sliceRows(count: shard.count), [table, ownStart], for: node), true)
    default: break
    }
    let operands = node.operands.map(moved)
    guard operands.contains(where: \.isSharded) else {
      return (try add(node.operation, operands.map(\.value), for: node), false)
    }
    return try writeSharded(node, operands)
  }

  /// Whether a value is a shared value of the program, which each process has whole.
  func isSharedValue(_ value: Value) -> Bool {
    if case .shared = source[value].operation { true } else { false }
  }

  /// A node some of whose operands have a row for each image of the shard.
  mutating func writeSharded(
    _ node: Node, _ operands: [(value: Value, isSharded: Bool)]
  ) throws -> (Value, Bool) {
    let type = node.types[0]
    /// All operands with the rows of the shard, those that `whole` names left out.
    func values(whole: Set<Int> = []) throws -> [Value] {
      try operands.enumerated().map { position, operand in
        if whole.contains(position), operand.isSharded {
          throw error(node, "operand \(position) has a row for each image")
        }
        return operand.isSharded || whole.contains(position)
          ? operand.value : try ownRows(of: operand.value)
      }
    }
    switch node.operation {
    case .elementwise(let program, let shape):
      return (
        try add(
          .elementwise(program, local(shape)), try aligned(operands, with: shape, node), for: node),
        true
      )
    case .reshape(let shape):
      guard shape.extents.first == shard.images else {
        throw error(node, "images do not stay on axis 0")
      }
      return (try add(.reshape(local(shape)), values(), for: node), true)
    case .dimshuffle(let order):
      guard order.first == 0 else { throw error(node, "images do not stay on axis 0") }
      return (try add(node.operation, values(), for: node), true)
    case .slice(let slicing):
      guard slicing.isWhole(axis: 0, of: shard.images) else {
        throw error(node, "some images are taken out")
      }
      return (try add(.slice(local(slicing)), values(), for: node), true)
    case .place(let slicing, let shape):
      guard slicing.isWhole(axis: 0, of: shard.images), shape[0] == shard.images else {
        throw error(node, "images do not stay on axis 0")
      }
      return (try add(.place(local(slicing), local(shape)), values(), for: node), true)
    case .concatenate(let axis, _) where axis > 0:
      return (try add(node.operation, values(), for: node), true)
    case .take(batchAxes: 0):
      return (try add(node.operation, values(whole: [0]), for: node), true)
    case .scatterAdd(_, batchAxes: 0): throw error(node, "it adds rows of all images in order")
    case .take, .scatterAdd, .gatherByLabel, .scatterByLabel, .softmax, .softmaxGradient,
      .logSoftmax, .pool2d,
      .maxPool2dGradient, .maxPool2dMaskedSum:
      return (try add(node.operation, values(), for: node), true)
    case .pool2dGradient(let pooling, let shape):
      return (
        try add(.pool2dGradient(pooling, inputShape: local(shape)), values(), for: node), true
      )
    case .argmax(let axis) where axis > 0:
      return (try add(node.operation, values(), for: node), true)
    case .reduce(let reduction, let axes, _):
      guard axes.contains(0) else {
        return (try add(node.operation, values(), for: node), true)
      }
      guard reduction == .sum else { throw error(node, "it goes over images and is no sum") }
      return try reduced(node.operation, values(), for: node)
    case .dot(let transposesLeft, let transposesRight):
      return try writeDot(node, operands, transposesLeft, transposesRight)
    case .conv2d, .convolutionBlock:
      return (
        try add(
          node.operation, values(whole: Set(1..<operands.count)), for: node), true
      )
    case .conv2dInputGradient(let convolution, let shape):
      return (
        try add(
          .conv2dInputGradient(convolution, inputShape: local(shape)), values(whole: [0]),
          for: node), true
      )
    case .convolutionBlockInputGradient(let convolution, let pooling, let shape):
      return (
        try add(
          .convolutionBlockInputGradient(convolution, pooling, inputShape: local(shape)),
          values(whole: [0]), for: node), true
      )
    case .conv2dFilterGradient, .convolutionBlockFilterGradient, .convolutionBlockBiasGradient:
      return try reduced(node.operation, values(), for: node)
    default:
      throw error(node, "it may mix images (\(type))")
    }
  }

  mutating func writeDot(
    _ node: Node, _ operands: [(value: Value, isSharded: Bool)], _ transposesLeft: Bool,
    _ transposesRight: Bool
  ) throws -> (Value, Bool) {
    let isMatrix = node.types[0].shape.rank == 2
    let (left, right) = (operands[0], operands[1])
    if !isMatrix {
      guard left.isSharded, right.isSharded else {
        throw error(node, "its matrices are of all images")
      }
      return (try add(node.operation, [left.value, right.value], for: node), true)
    }
    if transposesLeft, !transposesRight {
      let values = try operands.map {
        $0.isSharded ? $0.value : try ownRows(of: $0.value)
      }
      return try reduced(node.operation, values, for: node)
    }
    guard left.isSharded, !transposesLeft, !right.isSharded else {
      throw error(node, "images do not stay on axis 0")
    }
    return (try add(node.operation, [left.value, right.value], for: node), true)
  }

  /// The operands of an element-wise operation: those that have a row for each image have those of
  /// the shard.
  mutating func aligned(
    _ operands: [(value: Value, isSharded: Bool)], with shape: Shape, _ node: Node
  ) throws -> [Value] {
    try operands.map { operand in
      let type = builder.type(of: operand.value)
      if operand.isSharded {
        guard type.shape.rank == shape.rank else {
          throw error(node, "images do not stay on axis 0")
        }
        return operand.value
      }
      let hasRows = type.shape.rank == shape.rank && type.shape[0] != 1
      return hasRows ? try ownRows(of: operand.value) : operand.value
    }
  }

  /// A shape whose axis 0 counts images, for those of the shard.
  func local(_ shape: Shape) -> Shape {
    Shape([shard.count] + shape.extents.dropFirst())
  }

  func local(_ slicing: Slicing) -> Slicing {
    Slicing(
      starts: slicing.starts, steps: slicing.steps,
      extents: [shard.count] + slicing.extents.dropFirst())
  }
}
