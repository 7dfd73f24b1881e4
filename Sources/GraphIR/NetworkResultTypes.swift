extension Operation {
  /// The result types of convolutions and poolings, alone and fused.
  func networkTypes(_ operands: [TensorType]) throws(OperandMistake) -> [TensorType] {
    let element = operands[0].elementType
    try expectFloatingPoint(operands[0])
    switch self {
    case .conv2d(let convolution):
      return [TensorType(element, try convolvedShape(convolution, operands[0], operands[1]))]
    case .conv2dInputGradient(let convolution):
      let filters = operands[0].shape
      try expectRank(4, operands[0], "filters")
      try expectRank(4, operands[1], "gradient")
      return [TensorType(element, convolution.inputShape(output: operands[1].shape, filters: filters))]
    case .conv2dFilterGradient:
      try expectRank(4, operands[0], "input")
      try expectRank(4, operands[1], "gradient")
      let (input, gradient) = (operands[0].shape, operands[1].shape)
      let filters: Shape = [
        gradient[1], input[1], input[2] - gradient[2] + 1, input[3] - gradient[3] + 1,
      ]
      return [TensorType(element, filters)]
    case .maxPool2d(let pooling):
      return [TensorType(element, try pooledShape(pooling, operands[0]))]
    case .maxPool2dGradient(let pooling):
      let pooled = TensorType(element, try pooledShape(pooling, operands[0]))
      try expectSame(operands[1], as: pooled, "maxima")
      try expectSame(operands[2], as: pooled, "gradient")
      return [operands[0]]
    case .convolutionBlock(let block):
      return try blockTypes(block, operands)
    case .convolutionBlockInputGradient(_, _, let inputShape):
      return [TensorType(element, inputShape)]
    case .convolutionBlockFilterGradient(_, _, let filterShape):
      return [TensorType(element, filterShape)]
    default:
      return []
    }
  }

  private func convolvedShape(
    _ convolution: Convolution, _ input: TensorType, _ filters: TensorType
  ) throws(OperandMistake) -> Shape {
    guard input.shape.rank == 4 else {
      throw .rank(operation: "conv2d", operand: "input", wanted: 4, found: input.shape)
    }
    guard filters.shape.rank == 4 else {
      throw .rank(operation: "conv2d", operand: "filters", wanted: 4, found: filters.shape)
    }
    try expectEqualElementTypes(input, filters)
    guard input.shape[1] == filters.shape[1] else {
      throw .channelsDiffer(input: input.shape, filters: filters.shape)
    }
    let output = convolution.outputShape(input: input.shape, filters: filters.shape)
    guard output[2] >= 1, output[3] >= 1, filters.shape[2] >= 1, filters.shape[3] >= 1 else {
      throw .filtersTooLarge(input: input.shape, filters: filters.shape)
    }
    return output
  }

  private func pooledShape(_ pooling: Pooling, _ operand: TensorType) throws(OperandMistake) -> Shape {
    guard pooling.window.count == 2, pooling.stride.count == 2,
      (pooling.window + pooling.stride).allSatisfy({ $0 >= 1 })
    else {
      throw .windowInvalid(window: pooling.window, stride: pooling.stride)
    }
    guard operand.shape.rank >= 2 else {
      throw .rank(operation: name, operand: "operand", wanted: 2, found: operand.shape)
    }
    return pooling.outputShape(operand.shape)
  }

  private func blockTypes(
    _ block: ConvolutionBlock, _ operands: [TensorType]
  ) throws(OperandMistake) -> [TensorType] {
    let convolved = TensorType(
      operands[0].elementType, try convolvedShape(block.convolution, operands[0], operands[1]))
    let pooled = try pooledShape(block.pooling, convolved)
    if block.hasBias {
      let channels = pooled[1]
      guard operands[2].shape.elementCount == channels else {
        throw .shapesDiffer(
          operation: name, operand: "bias", wanted: [channels], found: operands[2].shape)
      }
      try expectEqualElementTypes(operands[0], operands[2])
    }
    let activations = TensorType(convolved.elementType, pooled)
    guard block.keepsWinners else { return [activations] }
    guard let winners = block.pooling.winnersElementType else {
      throw .windowInvalid(window: block.pooling.window, stride: block.pooling.stride)
    }
    return [activations, TensorType(winners, pooled)]
  }
}
