extension Operation {
  /// The result types of convolutions and poolings, alone and fused.
  func networkTypes(_ operands: [TensorType]) throws(OperandMistake) -> [TensorType] {
    let element = operands[0].elementType
    try expectFloatingPoint(operands[0])
    switch self {
    case .conv2d(let convolution):
      return [try convolvedType(convolution, operands[0], operands[1])]
    case .conv2dInputGradient(let convolution, let inputShape):
      return [try inputGradientType(convolution, inputShape, operands[0], operands[1])]
    case .conv2dFilterGradient(let convolution, let filterShape):
      return [try filterGradientType(convolution, filterShape, operands[0], operands[1])]
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

  /// Checks the gradient at the maxima and the winners of a block with the given input and filters.
  private func expectWinners(
    _ convolution: Convolution, _ pooling: Pooling, _ input: TensorType, _ filters: TensorType,
    _ operands: [TensorType]
  ) throws(OperandMistake) {
    try expectPossible(input)
    try expectPossible(filters)
    let convolved = try convolvedType(convolution, input, filters)
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
    let convolved = try convolvedType(block.convolution, operands[0], operands[1])
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
