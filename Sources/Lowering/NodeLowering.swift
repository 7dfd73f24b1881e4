import GraphIR
import Schedule

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
    case .custom(let custom):
      try lowerCustom(custom.operation, index)
    case .iota:
      noteIota(index)
    case .elementwise(let program, _):
      if !plan.sums.fused.contains(index) { try lowerElementwise(program, index) }
    case .reshape:
      locate(index, as: .alias(of: try buffer(node.operands[0])))
    case .dimshuffle(let order):
      try lowerDimshuffle(order, index)
    case .sliceRows:
      try lowerRows(index)
    case .slice(let slicing):
      try lowerSlice(slicing, index)
    case .place(let slicing, _):
      try lowerPlace(slicing, index)
    case .concatenate(let axis, _):
      try lowerConcatenation(axis, index)
    case .take:
      try lowerIndices(.take, index, table: node.operands[0])
    case .scatterAdd:
      try lowerIndices(.scatterAdd, index, table: Value(node: index))
    case .gatherByLabel:
      try lowerLabels(.gather, index, matrix: node.operands[0])
    case .scatterByLabel:
      try lowerLabels(.scatter, index, matrix: Value(node: index))
    case .reduce(let reduction, let axes, _):
      try lowerReduction(reduction, axes, index)
    case .argmax(let axis):
      try lowerArgmax(axis, index)
    case .dot:
      try lowerDot(index)
    case .softmax:
      try lowerSoftmax(.softmax, index)
    case .softmaxGradient:
      try lowerSoftmax(.gradient, index)
    case .logSoftmax:
      try lowerSoftmax(.logarithm, index)
    case .pool2d(let pooling):
      try lowerPooling(.forward, pooling, input: graph.type(of: node.operands[0]), index)
    case .pool2dGradient(let pooling, _):
      try lowerPooling(.gradient, pooling, input: node.types[0], index)
    case .maxPool2dGradient(let pooling):
      try lowerPooling(.maximumGradient, pooling, input: node.types[0], index)
    case .maxPool2dMaskedSum(let pooling):
      try lowerPooling(.maskedSum, pooling, input: graph.type(of: node.operands[0]), index)
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient, .convolutionBlock,
      .convolutionBlockInputGradient, .convolutionBlockFilterGradient,
      .convolutionBlockBiasGradient:
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

  private mutating func lowerCustom(_ operation: any CustomOperation, _ index: Int) throws {
    let node = graph.nodes[index]
    var arguments: [Argument] = []
    for (number, operand) in node.operands.enumerated() {
      arguments.append(Argument(.read, .operand(number), try buffer(operand)))
    }
    let kernel = CustomKernel(
      operation: operation, operandTypes: node.operands.map { graph.type(of: $0) })
    append(index, .custom(kernel), arguments + [output(index)])
  }

  private mutating func lowerElementwise(_ program: ScalarProgram, _ index: Int) throws {
    if let dot = plan.products.products[index] {
      return try lowerElementwise(program, index, of: dot)
    }
    let node = graph.nodes[index]
    let shape = node.types[0].shape
    let layout = layout(of: Value(node: index))
    if case .imagesInnermost(let lanes) = layout,
      LayoutAssignment.readsRows(node, in: graph, plan.layouts)
    {
      return try lowerElementwise(program, ofRowsInto: lanes, index)
    }
    var arguments: [Argument] = []
    let operands = try node.operands.map {
      try loopOperand($0, over: shape, layout: layout, &arguments)
    }
    let extents = layout.extents(of: shape)
    let nest = LoopNest(
      extents: extents, operands: operands, resultStrides: Shape(extents).rowMajorStrides,
      program: program, operandTypes: node.operands.map { graph.type(of: $0).elementType })
    append(
      index, .loop(nest), suffix: Self.suffix(of: program), arguments + [output(index)])
  }

  /// Adds a kernel that computes from rows and leaves images innermost.
  private mutating func lowerElementwise(
    _ program: ScalarProgram, ofRowsInto lanes: Int, _ index: Int
  ) throws {
    let node = graph.nodes[index]
    var arguments: [Argument] = []
    var operands: [LayoutConversion.Operand] = []
    for operand in node.operands {
      if let literal = literal(operand) {
        operands.append(.literal(literal))
      } else {
        operands.append(.element(Self.role(of: try buffer(operand), &arguments)))
      }
    }
    let conversion = LayoutConversion(
      node.types[0].shape, .toImagesInnermost, lanes: lanes, operands: operands, program: program,
      operandTypes: node.operands.map { graph.type(of: $0).elementType })
    append(
      index, .layoutConversion(conversion), suffix: Self.suffix(of: program),
      arguments + [output(index)])
  }

  /// What a kernel of one result writes.
  mutating func output(_ index: Int) -> Argument { Argument(.write, .output, result(index)) }

  /// The role in which a kernel reads a buffer: a new one, unless it reads it already.
  private static func role(of buffer: Int, _ arguments: inout [Argument]) -> Argument.Role {
    if let argument = arguments.first(where: { $0.buffer == buffer }) { return argument.role }
    arguments.append(Argument(.read, .operand(arguments.count), buffer))
    return .operand(arguments.count - 1)
  }

  /// What a loop over a shape reads of an operand, whose buffer is added to the arguments.
  mutating func loopOperand(
    _ operand: Value, over shape: Shape, layout: Layout, _ arguments: inout [Argument]
  ) throws -> LoopNest.Operand {
    if let literal = literal(operand) { return .literal(literal) }
    let type = graph.type(of: operand)
    if isIota(operand) {
      return .index(strides: Self.indexStrides(type.shape, over: shape, layout: layout))
    }
    let buffer = try buffer(operand, as: type.shape == shape ? layout : .rowMajor)
    return .element(
      Self.role(of: buffer, &arguments),
      strides: Self.strides(type.shape, over: shape, layout: layout))
  }

  /// How far apart neighbours along each loop lie in an operand that is broadcast to a shape.
  private static func strides(_ operand: Shape, over shape: Shape, layout: Layout) -> [Int] {
    if operand == shape { return Shape(layout.extents(of: shape)).rowMajorStrides }
    let padded = operand.padded(toRank: shape.rank)
    let strides = zip(padded.extents, padded.rowMajorStrides).map { $0 == 1 ? 0 : $1 }
    // With images innermost there is one loop more, over the images of a vector.
    return layout == .rowMajor ? strides : strides + [0]
  }

  /// How much the row-major position in an operand grows along each loop over a shape.
  private static func indexStrides(_ operand: Shape, over shape: Shape, layout: Layout) -> [Int] {
    let strides = strides(operand, over: shape, layout: .rowMajor)
    guard case .imagesInnermost(let lanes) = layout else { return strides }
    return [strides[0] * lanes] + strides.dropFirst() + [strides[0]]
  }

  /// The functions of a program, as part of a name.
  static func suffix(of program: ScalarProgram) -> String {
    let names = program.steps.map(\.function.name)
    return names.count <= 4 ? names.joined(separator: "_") : "elementwise"
  }

  private mutating func lowerLabels(
    _ role: LabelKernel.Role, _ index: Int, matrix: Value
  ) throws {
    let node = graph.nodes[index]
    let type = graph.type(of: matrix)
    let name = graph[node.operands[1]].name ?? "labels"
    let failure = failure(
      "a label in '\(name)' is %lld; expected 0 to \(type.shape[1] - 1)", index)
    let kernel = LabelKernel(
      role: role, elementType: type.elementType,
      labelType: graph.type(of: node.operands[1]).elementType,
      rows: type.shape[0], classes: type.shape[1], failure: failure)
    let arguments = [
      Argument(.read, role == .gather ? .table : .values, try buffer(node.operands[0])),
      Argument(.read, .labels, try buffer(node.operands[1])),
    ]
    append(index, .label(kernel), arguments + [output(index)])
  }

  private mutating func lowerReduction(
    _ reduction: Reduction, _ axes: [Int], _ index: Int
  ) throws {
    if plan.sums.sums.contains(index) { return try lowerFullReduction(index) }
    let operand = graph.nodes[index].operands[0]
    let type = graph.type(of: operand)
    if case .imagesInnermost(let lanes) = layout(of: operand), Set(axes) == [0, 2, 3],
      reduction == .sum
    {
      let source = try buffer(operand, as: layout(of: operand))
      let kernel = ChannelSumKernel(type, lanes: lanes)
      append(index, .channelSum(kernel), [Argument(.read, .input, source), output(index)])
      return
    }
    let strides = type.shape.rowMajorStrides
    let all = type.shape.extents.indices.map { (extent: type.shape[$0], stride: strides[$0]) }
    let kernel = ReductionKernel(
      reduction: reduction, elementType: type.elementType,
      kept: all.indices.filter { !axes.contains($0) }.map { all[$0] },
      reduced: all.indices.filter { axes.contains($0) }.map { all[$0] })
    let source = try buffer(operand)
    append(index, .reduction(kernel), [Argument(.read, .input, source), output(index)])
  }

  private mutating func lowerArgmax(_ axis: Int, _ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let type = graph.type(of: operand)
    let kernel = ArgmaxKernel(
      elementType: type.elementType, outer: type.shape.extents.prefix(axis).reduce(1, *),
      extent: type.shape[axis], inner: type.shape.extents.dropFirst(axis + 1).reduce(1, *))
    let source = try buffer(operand)
    append(index, .argmax(kernel), [Argument(.read, .input, source), output(index)])
  }

  private mutating func lowerSoftmax(_ role: SoftmaxKernel.Role, _ index: Int) throws {
    let node = graph.nodes[index]
    let type = node.types[0]
    let kernel = SoftmaxKernel(
      role: role, elementType: type.elementType, rows: type.shape[0], columns: type.shape[1])
    let roles: [Argument.Role] = role == .gradient ? [.probabilities, .gradient] : [.input]
    let arguments = try zip(roles, node.operands).map { role, operand in
      Argument(.read, role, try buffer(operand))
    }
    append(index, .softmax(kernel), arguments + [output(index)])
  }

  private mutating func lowerPooling(
    _ role: PoolingKernel.Role, _ pooling: Pooling, input: TensorType, _ index: Int
  ) throws {
    let layout = layout(of: Value(node: index))
    let kernel = PoolingKernel(role, pooling, input: input, layout: layout)
    let arguments = try zip(kernel.inputs, graph.nodes[index].operands).map { role, operand in
      Argument(.read, role, try buffer(operand, as: layout))
    }
    append(index, .pooling(kernel), arguments + [output(index)])
  }
}
