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
    case .pool2d, .pool2dGradient, .maxPool2dGradient, .maxPool2dWinnerSum:
      return [try poolingType(operands)]
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
    let pooled = try pooledShape(pooling, convolved.shape)
    guard let winners = pooling.winnersElementType else {
      throw .windowTooLargeForWinners(operation: name, window: pooling.window)
    }
    try expectSame(operands[1], as: TensorType(input.elementType, pooled), "gradient")
    try expectSame(operands[2], as: TensorType(winners, pooled), "winners")
  }

  private func blockTypes(
    _ block: ConvolutionBlock, _ operands: [TensorType]
  ) throws(OperandMistake) -> [TensorType] {
    let convolved = try convolvedType(block.convolution, operands[0], operands[1])
    let pooled = try pooledShape(block.pooling, convolved.shape)
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
      throw .windowTooLargeForWinners(operation: name, window: block.pooling.window)
    }
    return [activations, TensorType(winners, pooled)]
  }
}
