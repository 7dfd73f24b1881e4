import GraphIR

extension ShardWriter {
  /// The rows of the shard, of a value that all processes have whole: known numbers and positions
  /// are made anew, and what is computed of these element by element, too.
  mutating func ownRows(of value: Value) throws -> Value {
    // No recursion: chains of operations may be long.
    var needed = [value]
    var known: Set = [value]
    var next = 0
    while next < needed.count {
      for operand in rowOperands(of: needed[next]) where rows[operand] == nil {
        if known.insert(operand).inserted { needed.append(operand) }
      }
      next += 1
    }
    // Operands come before what is computed of them, and the value itself is the last.
    var last = value
    for value in needed.sorted(by: { $0.node < $1.node }) {
      last = try rows[value] ?? newRows(of: value)
      rows[value] = last
    }
    return last
  }

  /// The operands of an element-wise operation that have as many rows as its result.
  private func rowOperands(of value: Value) -> [Value] {
    let node = builder.nodes[value.node]
    guard case .elementwise(_, let shape) = node.operation else { return [] }
    return node.operands.filter { operand in
      let own = builder.type(of: operand).shape
      return own.rank == shape.rank && own[0] != 1
    }
  }

  private mutating func newRows(of value: Value) throws -> Value {
    let (node, type) = (builder.nodes[value.node], builder.type(of: value))
    switch node.operation {
    case .constant(let literal) where literal.scalars.count == 1:
      return try builder.add(
        .constant(
          Literal(type: TensorType(type.elementType, local(type.shape)), scalars: literal.scalars)),
        at: node.location)
    case .iota(let shape):
      let start = shape.extents.dropFirst().reduce(shard.first, *)
      return try builder.add(
        .add,
        [
          builder.add(.iota(local(shape)), at: node.location),
          builder.constant(Double(start), TensorType(.int64, .scalar), at: node.location),
        ], at: node.location)
    case .elementwise(let program, let shape):
      let withRows = Set(rowOperands(of: value))
      let operands = node.operands.map { withRows.contains($0) ? rows[$0] ?? $0 : $0 }
      return try builder.add(.elementwise(program, local(shape)), operands, at: node.location)
    default:
      return try builder.add(
        .slice(Slicing(of: type.shape, axis: 0, start: shard.first, extent: shard.count)), [value],
        at: node.location)
    }
  }
}
