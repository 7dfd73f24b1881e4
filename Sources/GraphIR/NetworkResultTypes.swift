extension Operation {
  /// The result types of convolutions and poolings, alone and fused.
  func networkTypes(_ operands: [TensorType]) throws(OperandMistake) -> [TensorType] {
    let element = operands[0].elementType
    try expectFloatingPoint(operands[0])
    switch self {
    case .conv2d(let convolution):
      return [TensorType(element, try convolvedShape(convolution, operands[0], operands[1]))]
    case .conv2dInputGradient(let convolution):
      return [TensorType(element, try inputShape(convolution, operands[0], operands[1]))]
    case .conv2dFilterGradient:
      return [TensorType(element, try filterShape(operands[0], operands[1]))]
    case .maxPool2d(let pooling):
      return [TensorType(element, try pooledShape(pooling, operands[0]))]
    case .maxPool2dGradient(let pooling):
      let pooled = TensorType(element, try pooledShape(pooling, operands[0]))
      try expectSame(operands[1], as: pooled, "maxima")
      try expectSame(operands[2], as: pooled, "gradient")
      return [operands[0]]
    case .convolutionBlock(let block):
      return try blockTypes(block, operands)
    case .convolutionBlockInputGradient(let convolution, let pooling, let inputShape):
      let input = TensorType(element, inputShape)
      try expectWinners(convolution, pooling, input, operands[0], operands)
      return [input]
    case .convolutionBlockFilterGradient(let convolution, let pooling, let filterShape):
      let filters = TensorType(element, filterShape)
      try expectWinners(convolution, pooling, operands[0], filters, operands)
      return [filters]
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

  private func inputShape(
    _ convolution: Convolution, _ filters: TensorType, _ gradient: TensorType
  ) throws(OperandMistake) -> Shape {
    try expectRank(4, filters, "filters")
    try expectRank(4, gradient, "gradient")
    try expectEqualElementTypes(filters, gradient)
    guard gradient.shape[1] == filters.shape[0] else {
      let (outer, inner) = (gradient.shape.extents[..<1], gradient.shape.extents[2...])
      throw .shapesDiffer(
        operation: name, operand: "gradient",
        wanted: Shape(outer + [filters.shape[0]] + inner), found: gradient.shape)
    }
    return convolution.inputShape(output: gradient.shape, filters: filters.shape)
  }

  private func filterShape(
    _ input: TensorType, _ gradient: TensorType
  ) throws(OperandMistake) -> Shape {
    try expectRank(4, input, "input")
    try expectRank(4, gradient, "gradient")
    try expectEqualElementTypes(input, gradient)
    let (input, gradient) = (input.shape, gradient.shape)
    guard gradient[0] == input[0], gradient[2] <= input[2], gradient[3] <= input[3] else {
      throw .shapesDiffer(
        operation: name, operand: "gradient",
        wanted: [input[0], gradient[1], min(gradient[2], input[2]), min(gradient[3], input[3])],
        found: gradient)
    }
    return [gradient[1], input[1], input[2] - gradient[2] + 1, input[3] - gradient[3] + 1]
  }

  /// Checks the gradient at the maxima and the winners of a block with the given input and filters.
  private func expectWinners(
    _ convolution: Convolution, _ pooling: Pooling, _ input: TensorType, _ filters: TensorType,
    _ operands: [TensorType]
  ) throws(OperandMistake) {
    try expectPossible(input)
    try expectPossible(filters)
    let convolved = TensorType(
      input.elementType, try convolvedShape(convolution, input, filters))
    let pooled = try pooledShape(pooling, convolved)
    guard let winners = pooling.winnersElementType else {
      throw .windowInvalid(window: pooling.window, stride: pooling.stride)
    }
    try expectSame(operands[1], as: TensorType(input.elementType, pooled), "gradient")
    try expectSame(operands[2], as: TensorType(winners, pooled), "winners")
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
