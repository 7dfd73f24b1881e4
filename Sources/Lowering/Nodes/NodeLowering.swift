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
    case .constant(let literal) where literal.splat == nil:
      locate(index, as: .constant(literal))
    case .custom(let custom):
      try lowerCustom(custom.operation, index)
    case .constant, .iota:
      break  // What reads one number, or positions, has them in itself.
    case .elementwise(let program, _):
      if !plan.sumFusion.fused.contains(index), !plan.convolutionFusion.fused.contains(index) {
        try lowerElementwise(program, index)
      }
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
    case .take(let batchAxes):
      try lowerIndices(.take, index, table: node.operands[0], batchAxes)
    case .scatterAdd(_, let batchAxes):
      try lowerIndices(.scatterAdd, index, table: Value(node: index), batchAxes)
    case .gatherByLabel:
      try lowerLabels(.gather, index, matrix: node.operands[0])
    case .scatterByLabel:
      try lowerLabels(.scatter, index, matrix: Value(node: index))
    case .reduce(let reduction, let axes, _):
      try lowerReduction(reduction, axes, index)
    case .argmax(let axis):
      try lowerArgmax(axis, index)
    case .planeMoments:
      try lowerPlaneMoments(index)
    case .allReduce:
      try lowerAllReduce(index)
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

  /// What a kernel of one result writes.
  mutating func output(_ index: Int) -> Argument { Argument(.write, .output, result(index)) }

  private mutating func lowerLabels(
    _ role: LabelKernel.Role, _ index: Int, matrix: Value
  ) throws {
    let node = graph.nodes[index]
    let type = graph.type(of: matrix)
    let name = graph[node.operands[1]].name ?? "labels"
    let failure = failure(.label(name, classes: type.shape[1]), index)
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

  /// Adds the exchange between processes; one process has the sum already.
  private mutating func lowerAllReduce(_ index: Int) throws {
    let operand = graph.nodes[index].operands[0]
    let source = try buffer(operand)
    guard graph.shard != nil else { return locate(index, as: .alias(of: source)) }
    let type = graph.type(of: operand)
    let kernel = AllReduceKernel(
      elementType: type.elementType, count: type.shape.elementCount)
    append(
      index, .allReduce(kernel),
      [Argument(.read, .input, source), output(index)] + workspaces(of: .allReduce(kernel), index))
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
