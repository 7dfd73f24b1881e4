import GraphIR

extension GraphLowerer {
  /// Adds what computes one node.
  mutating func lower(_ index: Int) throws {
    let node = graph.nodes[index]
    switch node.operation {
    case .input(let number, _):
      locate(index, as: .input(number))
    case .shared(let number, _):
      locate(index, as: .shared(number))
    case .constant(let literal):
      lowerConstant(literal, index)
    case .elementwise(let program, _):
      try lowerElementwise(program, index)
    case .reshape:
      locate(index, as: .alias(of: try buffer(node.operands[0])))
    case .dimshuffle(let order):
      try lowerDimshuffle(order, index)
    case .sliceRows:
      try lowerSlice(index)
    case .gatherByLabel:
      try lowerLabels(index, matrix: node.operands[0]) { .gather($0) }
    case .scatterByLabel:
      try lowerLabels(index, matrix: Value(node: index)) { .scatter($0) }
    case .reduce(_, let axes, _):
      try lowerSum(axes, index)
    case .argmax(let axis):
      try lowerArgmax(axis, index)
    case .dot(let transposesLeft, let transposesRight):
      try lowerDot(transposesLeft, transposesRight, index)
    case .softmax:
      try lowerRows(index) { .softmax($0) }
    case .softmaxGradient:
      try lowerRows(index) { .softmaxGradient($0) }
    case .logSoftmax:
      try lowerRows(index) { .logSoftmax($0) }
    case .maxPool2d(let pooling):
      try lowerPooling(pooling, index) { .maxPool($0) }
    case .maxPool2dGradient(let pooling):
      try lowerPooling(pooling, index) { .maxPoolGradient($0) }
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient, .convolutionBlock,
      .convolutionBlockInputGradient, .convolutionBlockFilterGradient:
      try lowerConvolution(index)
    }
  }

  private mutating func lowerConstant(_ literal: Literal, _ index: Int) {
    if let splat = literal.splat {
      note(literal: splat, for: index)
    } else {
      locate(index, as: .constant(literal))
    }
  }

  private mutating func lowerElementwise(_ program: ScalarProgram, _ index: Int) throws {
    let node = graph.nodes[index]
    let shape = node.types[0].shape
    let layout = layout(of: Value(node: index))
    var buffers: [Int] = []
    var operands: [LoopNest.Operand] = []
    for operand in node.operands {
      if let literal = literal(operand) {
        operands.append(.literal(literal))
        continue
      }
      let type = graph.type(of: operand)
      let own: Layout = type.shape == shape ? layout : .rowMajor
      let buffer = try buffer(operand, as: own)
      let number = buffers.firstIndex(of: buffer) ?? buffers.count
      if number == buffers.count { buffers.append(buffer) }
      operands.append(
        .element(operand: number, strides: Self.strides(type.shape, over: shape, layout: layout)))
    }
    let extents = layout.extents(of: shape)
    let nest = LoopNest(
      extents: extents, operands: operands, resultStrides: Shape(extents).rowMajorStrides,
      program: program, operandTypes: node.operands.map { graph.type(of: $0).elementType })
    append(
      index, .loop(nest), suffix: Self.suffix(of: program), operands: buffers,
      results: [result(index)])
  }

  /// How far apart neighbours along each loop lie in an operand that is broadcast to a shape.
  private static func strides(_ operand: Shape, over shape: Shape, layout: Layout) -> [Int] {
    if operand == shape { return Shape(layout.extents(of: shape)).rowMajorStrides }
    let padded = operand.padded(toRank: shape.rank)
    let strides = zip(padded.extents, padded.rowMajorStrides).map { $0 == 1 ? 0 : $1 }
    // With images innermost there is one loop more, over the images of a vector.
    return layout == .rowMajor ? strides : strides + [0]
  }

  /// The functions of a program, as part of a name.
  private static func suffix(of program: ScalarProgram) -> String {
    let names = program.steps.map(\.function.name)
    return names.count <= 4 ? names.joined(separator: "_") : "elementwise"
  }

  private mutating func lowerDimshuffle(_ order: [Int?], _ index: Int) throws {
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
      operands: [.element(operand: 0, strides: order.map { $0.map { strides[$0] } ?? 0 })],
      resultStrides: shape.rowMajorStrides, program: ScalarProgram(.identity),
      operandTypes: [type.elementType])
    append(index, .loop(nest), operands: [source], results: [result(index)])
  }

  private mutating func lowerSlice(_ index: Int) throws {
    let node = graph.nodes[index]
    let source = try buffer(node.operands[0])
    let start = try buffer(node.operands[1])
    locate(index, as: .rows(of: source, start: start))
    let name = graph[node.operands[0]].name ?? "the sliced tensor"
    let total = graph.type(of: node.operands[0]).shape[0]
    let failure = failure(
      "slice: '\(name)' has \(total) rows; \(node.types[0].shape[0]) rows from row %lld do not exist",
      index)
    append(.bindRows(buffer: buffers.count - 1, failure: failure))
  }

  private mutating func lowerLabels(
    _ index: Int, matrix: Value, _ body: (LabelKernel) -> Kernel.Body
  ) throws {
    let node = graph.nodes[index]
    let type = graph.type(of: matrix)
    let name = graph[node.operands[1]].name ?? "labels"
    let failure = failure(
      "a label in '\(name)' is %lld; wanted 0 to \(type.shape[1] - 1)", index)
    let kernel = LabelKernel(
      elementType: type.elementType, labelType: graph.type(of: node.operands[1]).elementType,
      rows: type.shape[0], classes: type.shape[1], failure: failure)
    let operands = [try buffer(node.operands[0]), try buffer(node.operands[1])]
    append(index, body(kernel), operands: operands, results: [result(index)])
  }

  private mutating func lowerSum(_ axes: [Int], _ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let type = graph.type(of: operand)
    if case .imagesInnermost(let lanes) = layout(of: operand), Set(axes) == [0, 2, 3] {
      let source = try buffer(operand, as: layout(of: operand))
      let kernel = ChannelSumKernel(
        elementType: type.elementType, images: type.shape[0], lanes: lanes,
        channels: type.shape[1], positions: type.shape[2] * type.shape[3])
      append(index, .channelSum(kernel), operands: [source], results: [result(index)])
      return
    }
    let strides = type.shape.rowMajorStrides
    let all = type.shape.extents.indices.map { (extent: type.shape[$0], stride: strides[$0]) }
    let kernel = SumKernel(
      elementType: type.elementType,
      kept: all.indices.filter { !axes.contains($0) }.map { all[$0] },
      summed: all.indices.filter { axes.contains($0) }.map { all[$0] })
    let source = try buffer(operand)
    append(index, .sum(kernel), operands: [source], results: [result(index)])
  }

  private mutating func lowerArgmax(_ axis: Int, _ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let type = graph.type(of: operand)
    let kernel = ArgmaxKernel(
      elementType: type.elementType, outer: type.shape.extents.prefix(axis).reduce(1, *),
      extent: type.shape[axis], inner: type.shape.extents.dropFirst(axis + 1).reduce(1, *))
    let source = try buffer(operand)
    append(index, .argmax(kernel), operands: [source], results: [result(index)])
  }

  private mutating func lowerDot(
    _ transposesLeft: Bool, _ transposesRight: Bool, _ index: Int
  ) throws {
    let node = graph.nodes[index]
    let left = graph.type(of: node.operands[0]).shape
    let shape = node.types[0].shape
    let kernel = MatrixProduct(
      elementType: node.types[0].elementType, rows: shape[0], columns: shape[1],
      inner: transposesLeft ? left[0] : left[1], transposesLeft: transposesLeft,
      transposesRight: transposesRight)
    let operands = [try buffer(node.operands[0]), try buffer(node.operands[1])]
    append(index, .matrixProduct(kernel), operands: operands, results: [result(index)])
  }

  private mutating func lowerRows(_ index: Int, _ body: (RowKernel) -> Kernel.Body) throws {
    let node = graph.nodes[index]
    let type = node.types[0]
    let kernel = RowKernel(
      elementType: type.elementType, rows: type.shape[0], columns: type.shape[1])
    var operands: [Int] = []
    for operand in node.operands { operands.append(try buffer(operand)) }
    append(index, body(kernel), operands: operands, results: [result(index)])
  }

  private mutating func lowerPooling(
    _ pooling: Pooling, _ index: Int, _ body: (PoolingKernel) -> Kernel.Body
  ) throws {
    let node = graph.nodes[index]
    let type = graph.type(of: node.operands[0])
    let rank = type.shape.rank
    let kernel = PoolingKernel(
      elementType: type.elementType, pooling: pooling,
      planes: type.shape.extents.dropLast(2).reduce(1, *), height: type.shape[rank - 2],
      width: type.shape[rank - 1])
    var operands: [Int] = []
    for operand in node.operands { operands.append(try buffer(operand)) }
    append(index, body(kernel), operands: operands, results: [result(index)])
  }
}
