import GraphIR
import Schedule

// What moves elements without computing: views where nothing has to move, loops where it has.

extension GraphLowerer {
  mutating func lowerDimshuffle(_ order: [Int?], _ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let type = graph.type(of: operand)
    let shape = graph.nodes[index].types[0].shape
    let source = try buffer(operand)
    let moved = order.compactMap { $0 }.filter { type.shape[$0] != 1 }
    if moved == moved.sorted() {
      locate(index, as: .alias(of: source))
      return
    }
    let strides = type.shape.rowMajorStrides
    let nest = LoopNest(
      extents: shape.extents,
      operands: [.element(.operand(0), strides: order.map { $0.map { strides[$0] } ?? 0 })],
      resultStrides: shape.rowMajorStrides, program: ScalarProgram(.identity),
      operandTypes: [type.elementType])
    append(index, .loop(nest), [Argument(.read, .operand(0), source), output(index)])
  }

  mutating func lowerRows(_ index: Int) throws {
    let node = graph.nodes[index]
    let source = try buffer(node.operands[0])
    let start = try buffer(node.operands[1])
    locate(index, as: .rows(of: source, start: start))
    let name = graph[node.operands[0]].name ?? "the sliced tensor"
    let total = graph.type(of: node.operands[0]).shape[0]
    let failure = failure(
      .rows(of: name, total: total, count: node.types[0].shape[0]), index)
    steps.append(.bindRows(buffer: buffers.count - 1, failure: failure))
  }

  mutating func lowerSlice(_ slicing: Slicing, _ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let layout = layout(of: Value(node: index))
    let shape = graph.type(of: operand).shape
    let source = try buffer(operand, as: layout)
    let (offset, strides) = Self.offsetAndStrides(slicing, of: shape, layout: layout)
    let extents = layout.extents(of: slicing.shape)
    let target = result(index)
    let kernel = appendCopy(
      index, extents, source, strides, offset, to: target, Shape(extents).rowMajorStrides)
    checkNumbers(index, kernel: kernel, [target])
  }

  mutating func lowerPlace(_ slicing: Slicing, _ index: Int) throws {
    let node = graph.nodes[index]
    let layout = layout(of: Value(node: index))
    let source = try buffer(node.operands[0], as: layout)
    let target = result(index)
    let shape = node.types[0].shape
    appendFill(index, count: layout.elementCount(of: shape), target)
    let (offset, strides) = Self.offsetAndStrides(slicing, of: shape, layout: layout)
    let extents = layout.extents(of: slicing.shape)
    let kernel = appendCopy(
      index, extents, source, Shape(extents).rowMajorStrides, to: target, strides, offset)
    checkNumbers(index, kernel: kernel, [target])
  }

  mutating func lowerConcatenation(_ axis: Int, _ index: Int) throws {
    let node = graph.nodes[index]
    let layout = layout(of: Value(node: index))
    let shape = node.types[0].shape
    let sources = try node.operands.map { try buffer($0, as: layout) }
    let target = result(index)
    var start = 0
    // Nothing is looked at before all of it is there.
    var last: String?
    for (operand, source) in zip(node.operands, sources) {
      let extent = graph.type(of: operand).shape[axis]
      let part = Slicing(of: shape, axis: axis, start: start, extent: extent)
      let (offset, strides) = Self.offsetAndStrides(part, of: shape, layout: layout)
      let extents = layout.extents(of: part.shape)
      last =
        appendCopy(
          index, extents, source, Shape(extents).rowMajorStrides, to: target, strides, offset)
        ?? last
      start += extent
    }
    checkNumbers(index, kernel: last, [target])
  }

  mutating func lowerIndices(
    _ role: IndexKernel.Role, _ index: Int, table: Value, _ batchAxes: Int
  ) throws {
    let node = graph.nodes[index]
    let type = graph.type(of: table)
    let indices = graph.type(of: node.operands[1])
    let name = graph[node.operands[1]].name ?? "indices"
    let rows = type.shape[batchAxes]
    let failure = failure(.index(name, rows: rows), index)
    let kernel = IndexKernel(
      role: role, elementType: type.elementType, indexType: indices.elementType,
      batches: type.shape.extents.prefix(batchAxes).reduce(1, *), rows: rows,
      rowSize: type.shape.extents.dropFirst(batchAxes + 1).reduce(1, *),
      indices: indices.shape.extents.dropFirst(batchAxes).reduce(1, *), failure: failure)
    let arguments = [
      Argument(.read, role == .take ? .table : .values, try buffer(node.operands[0])),
      Argument(.read, .indices, try buffer(node.operands[1])),
    ]
    append(index, .index(kernel), arguments + [output(index)])
  }

  /// Where a part lies in the memory of a tensor: its first element, and the distances between
  /// neighbours along each loop.
  private static func offsetAndStrides(
    _ slicing: Slicing, of shape: Shape, layout: Layout
  ) -> (offset: Int, strides: [Int]) {
    let strides = Shape(layout.extents(of: shape)).rowMajorStrides
    guard layout != .rowMajor else { return slicing.offsetAndStrides(in: strides) }
    // All images belong to the part (see `LayoutAssignment`); the last loop runs over the lanes.
    let part = slicing.offsetAndStrides(in: strides.dropLast())
    return (part.offset, part.strides + [1])
  }

  /// - Returns: the name of the kernel, if there is something to copy.
  private mutating func appendCopy(
    _ index: Int, _ extents: [Int], _ source: Int, _ strides: [Int], _ offset: Int = 0,
    to target: Int, _ resultStrides: [Int], _ resultOffset: Int = 0
  ) -> String? {
    guard !extents.contains(0) else { return nil }
    let nest = LoopNest(
      extents: extents, operands: [.element(.operand(0), strides: strides, offset: offset)],
      resultStrides: resultStrides, resultOffset: resultOffset,
      program: ScalarProgram(.identity),
      operandTypes: [graph.nodes[index].types[0].elementType])
    return appendUnchecked(
      index, .loop(nest),
      [Argument(.read, .operand(0), source), Argument(.write, .output, target)])
  }

  private mutating func appendFill(_ index: Int, count: Int, _ target: Int) {
    let type = graph.nodes[index].types[0].elementType
    let nest = LoopNest(
      extents: [count],
      operands: [.literal(Literal(0, type: TensorType(type, .scalar)).scalars[0])],
      resultStrides: [1], program: ScalarProgram(.identity), operandTypes: [type])
    _ = appendUnchecked(
      index, .loop(nest), suffix: "zeros", [Argument(.write, .output, target)])
  }
}
