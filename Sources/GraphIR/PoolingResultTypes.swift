extension Operation {
  /// The result type of a pooling or of what its gradients are made of.
  func poolingType(_ operands: [TensorType]) throws(OperandError) -> TensorType {
    let element = operands[0].elementType
    switch self {
    case .pool2d(let pooling):
      return TensorType(element, try pooledShape(pooling, operands[0].shape))
    case .pool2dGradient(let pooling, let inputShape):
      guard pooling.mode != .max else {
        throw .poolingModeUnsupported(operation: name, expected: "a sum or an average", found: .max)
      }
      let input = TensorType(element, inputShape)
      try expectPossible(input)
      let pooled = TensorType(element, try pooledShape(pooling, inputShape))
      try expectSame(operands[0], as: pooled, "gradient")
      return input
    case .maxPool2dGradient(let pooling):
      let pooled = try expectMaxima(pooling, operands)
      try expectSame(operands[2], as: pooled, "gradient")
      return operands[0]
    case .maxPool2dMaskedSum(let pooling):
      let pooled = try expectMaxima(pooling, operands)
      try expectSame(operands[2], as: operands[0], "values")
      return pooled
    default:
      return operands[0]
    }
  }

  /// The type of the maxima, which are the second operand.
  private func expectMaxima(
    _ pooling: Pooling, _ operands: [TensorType]
  ) throws(OperandError) -> TensorType {
    guard pooling.mode == .max else {
      throw .poolingModeUnsupported(operation: name, expected: "maxima", found: pooling.mode)
    }
    let pooled = TensorType(
      operands[0].elementType, try pooledShape(pooling, operands[0].shape))
    try expectSame(operands[1], as: pooled, "maxima")
    return pooled
  }

  /// The shape of a pooled tensor, if it can be pooled like that.
  func pooledShape(_ pooling: Pooling, _ operand: Shape) throws(OperandError) -> Shape {
    guard pooling.window.count == 2, pooling.stride.count == 2,
      (pooling.window + pooling.stride).allSatisfy({ $0 >= 1 })
    else {
      throw .windowInvalid(operation: name, window: pooling.window, stride: pooling.stride)
    }
    guard pooling.padding.count == 2,
      zip(pooling.padding, pooling.window).allSatisfy({ $0 >= 0 && $0 < $1 })
    else {
      throw .windowPaddingInvalid(
        operation: name, padding: pooling.padding, window: pooling.window)
    }
    guard pooling.ignoresBorder || pooling.padding == [0, 0] else {
      throw .borderKeptWithPadding(operation: name, padding: pooling.padding)
    }
    guard operand.rank >= 2 else {
      throw .rankTooLow(operation: name, operand: "operand", expected: 2, found: operand)
    }
    let (rows, columns) = (operand[operand.rank - 2], operand[operand.rank - 1])
    let padded = Shape(
      operand.extents.dropLast(2)
        + zip([rows, columns], pooling.padding).map { extent, padding in
          let (sum, overflows) = padding.multipliedReportingOverflow(by: 2)
          return overflows ? .max : extent.addingReportingOverflow(sum).partialValue
        })
    try expectPossible(TensorType(.double, padded))
    return pooling.outputShape(operand)
  }
}
