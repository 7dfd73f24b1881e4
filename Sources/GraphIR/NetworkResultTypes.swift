extension Operation {
  /// The result types of convolutions and poolings, alone and fused.
  func networkTypes(_ operands: [TensorType]) throws(OperandError) -> [TensorType] {
    let element = operands[0].elementType
    try expectFloatingPoint(operands[0])
    switch self {
    case .conv2d(let convolution):
      return [try convolvedType(convolution, operands[0], operands[1])]
    case .conv2dInputGradient(let convolution, let inputShape):
      return [try inputGradientType(convolution, inputShape, operands[0], operands[1])]
    case .conv2dFilterGradient(let convolution, let filterShape):
      return [try filterGradientType(convolution, filterShape, operands[0], operands[1])]
    case .pool2d, .pool2dGradient, .maxPool2dGradient, .maxPool2dMaskedSum:
      return [try poolingType(operands)]
    case .convolutionBlock(let block):
      return try blockTypes(block, operands)
    case .convolutionBlockInputGradient(let convolution, let pooling, let inputShape):
      let input = TensorType(element, inputShape)
      try expectPooledGradient(convolution, pooling, input, operands[0], operands)
      return [input]
    case .convolutionBlockFilterGradient(let convolution, let pooling, let filterShape):
      let filters = TensorType(element, filterShape)
      try expectPooledGradient(convolution, pooling, operands[0], filters, operands)
      return [filters]
    case .convolutionBlockBiasGradient:
      try expectRank(4, operands[0], "gradient")
      try expectMask(operands[1], operands[0].shape)
      return [TensorType(element, [operands[0].shape[1]])]
    default:
      return []
    }
  }

  /// Checks the gradient at what is pooled, and the mask of maxima, of a block with the given
  /// input and filters.
  private func expectPooledGradient(
    _ convolution: Convolution, _ pooling: Pooling, _ input: TensorType, _ filters: TensorType,
    _ operands: [TensorType]
  ) throws(OperandError) {
    try expectPossible(input)
    try expectPossible(filters)
    let convolved = try convolvedType(convolution, input, filters)
    let pooled = try pooledShape(pooling, convolved.shape)
    try expectSame(operands[1], as: TensorType(input.elementType, pooled), "gradient")
    guard pooling.mode == .max else { return }
    try expectSame(operands[2], as: try maskType(pooling, pooled), "mask")
  }

  /// Checks a bit for each position of some window, for each window.
  private func expectMask(_ mask: TensorType, _ pooled: Shape) throws(OperandError) {
    guard [.uint8, .uint16, .uint32].contains(mask.elementType) else {
      throw .elementTypeUnsupported(operation: name, expected: "unsigned", found: mask)
    }
    try expectSame(mask, as: TensorType(mask.elementType, pooled), "mask")
  }

  private func maskType(
    _ pooling: Pooling, _ pooled: Shape
  ) throws(OperandError) -> TensorType {
    guard pooling.mode == .max else {
      throw .poolingModeUnsupported(operation: name, expected: "maxima", found: pooling.mode)
    }
    guard let bits = pooling.maskElementType else {
      throw .windowTooLargeForMask(operation: name, window: pooling.window)
    }
    return TensorType(bits, pooled)
  }

  private func blockTypes(
    _ block: ConvolutionBlock, _ operands: [TensorType]
  ) throws(OperandError) -> [TensorType] {
    let convolved = try convolvedType(block.convolution, operands[0], operands[1])
    var pooled = convolved.shape
    if let pooling = block.pooling { pooled = try pooledShape(pooling, pooled) }
    if block.hasBias {
      let channels = pooled[1]
      guard operands[2].shape.elementCount == channels else {
        throw .shapesDiffer(
          operation: name, operand: "bias", expected: [channels], found: operands[2].shape)
      }
      try expectEqualElementTypes(operands[0], operands[2])
    }
    let activations = TensorType(convolved.elementType, pooled)
    var types = [activations]
    if block.keepsMask, let pooling = block.pooling {
      types.append(try maskType(pooling, pooled))
    }
    if block.keepsSums { types.append(activations) }
    return types
  }
}
