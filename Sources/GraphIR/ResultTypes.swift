extension Operation {
  /// The types of the results for operands of the given types.
  ///
  /// This is the one place that knows which operands an operation takes: the frontend asks it when
  /// a user writes an expression, the builder when a pass adds a node, the verifier afterwards.
  ///
  /// - Throws: `OperandMistake` for operands that the operation does not take.
  public func resultTypes(of operands: [TensorType]) throws(OperandMistake) -> [TensorType] {
    try checkOperandCount(operands)
    let types = try inferredTypes(operands)
    for type in types { try expectPossible(type) }
    return types
  }

  private func inferredTypes(_ operands: [TensorType]) throws(OperandMistake) -> [TensorType] {
    switch self {
    case .input(_, let type), .shared(_, let type):
      return [type]
    case .constant(let literal):
      return [literal.type]
    case .elementwise(let program, let shape):
      return [try elementwiseType(program, shape, operands)]
    case .reshape(let shape):
      return [try reshapeType(shape, operands[0])]
    case .dimshuffle(let order):
      return [try dimshuffleType(order, operands[0])]
    case .sliceRows(let count):
      return [try sliceType(count, operands)]
    case .gatherByLabel:
      try expectRank(2, operands[0], "first operand")
      try expectLabels(operands[1], count: operands[0].shape[0])
      return [TensorType(operands[0].elementType, operands[1].shape)]
    case .scatterByLabel(let classes):
      try expectRank(1, operands[0], "first operand")
      try expectLabels(operands[1], count: operands[0].shape[0])
      return [TensorType(operands[0].elementType, [operands[0].shape[0], classes])]
    case .reduce(_, let axes, let keepsDimensions):
      return [try reduceType(axes, keepsDimensions, operands[0])]
    case .argmax(let axis):
      let shape = operands[0].shape
      try expectAxes([axis], in: shape)
      return [TensorType(.int64, shape.reduced(over: [axis], keepingDimensions: false))]
    case .dot(let transposesLeft, let transposesRight):
      return [try dotType(operands, transposesLeft, transposesRight)]
    case .softmax, .logSoftmax:
      try expectRank(2, operands[0], "operand")
      try expectFloatingPoint(operands[0])
      return [operands[0]]
    case .softmaxGradient:
      try expectRank(2, operands[0], "operand")
      try expectFloatingPoint(operands[0])
      try expectSame(operands[1], as: operands[0], "gradient")
      return [operands[0]]
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient, .maxPool2d, .maxPool2dGradient,
      .convolutionBlock, .convolutionBlockInputGradient, .convolutionBlockFilterGradient:
      return try networkTypes(operands)
    }
  }

  /// The number of operands that the operation takes.
  public var operandCount: Int {
    switch self {
    case .input, .shared, .constant: 0
    case .elementwise(let program, _): program.operandCount
    case .reshape, .dimshuffle, .reduce, .argmax, .softmax, .logSoftmax, .maxPool2d: 1
    case .sliceRows, .gatherByLabel, .scatterByLabel, .dot, .softmaxGradient: 2
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient: 2
    case .convolutionBlock(let block): block.hasBias ? 3 : 2
    case .maxPool2dGradient, .convolutionBlockInputGradient, .convolutionBlockFilterGradient: 3
    }
  }

  private func checkOperandCount(_ operands: [TensorType]) throws(OperandMistake) {
    guard operands.count == operandCount else {
      throw .count(operation: name, wanted: operandCount, found: operands.count)
    }
  }

  private func elementwiseType(
    _ program: ScalarProgram, _ shape: Shape, _ operands: [TensorType]
  ) throws(OperandMistake) -> TensorType {
    for operand in operands where operand.shape.broadcast(with: shape) != shape {
      throw .doesNotBroadcast(operation: name, operand.shape, to: shape)
    }
    var types = operands.map(\.elementType)
    for step in program.steps {
      let arguments = step.arguments.map { types[$0] }
      try expect(arguments, of: step.function, shape)
      types.append(step.function.resultType(of: arguments))
    }
    return TensorType(types.last ?? .float, shape)
  }

  /// Checks the element types of a function's arguments.
  private func expect(
    _ arguments: [ElementType], of function: ElementwiseFunction, _ shape: Shape
  ) throws(OperandMistake) {
    let first = arguments[0]
    let alike = function.operandKind == .choice ? Array(arguments.dropFirst()) : arguments
    if alike.count == 2, alike[0] != alike[1] {
      throw .elementTypesDiffer(operation: function.name, alike[0], alike[1])
    }
    let (isTaken, wanted) =
      switch function.operandKind {
      case .any: (true, "")
      case .numeric: (first.isNumeric, "numeric")
      case .floatingPoint: (first.isFloatingPoint, "Float or Double")
      case .boolean, .choice: (first == .bool, "Bool")
      case .int64: (first == .int64, "Int64")
      }
    guard isTaken else {
      throw .elementTypeUnsupported(
        operation: function.name, wanted: wanted, found: TensorType(first, shape))
    }
  }

  private func reshapeType(_ shape: Shape, _ operand: TensorType) throws(OperandMistake) -> TensorType {
    // Before the elements are counted, since the count of an impossible shape may overflow.
    try expectPossible(TensorType(operand.elementType, shape))
    guard shape.elementCount == operand.shape.elementCount else {
      throw .elementCountsDiffer(operation: name, operand.shape, shape)
    }
    return TensorType(operand.elementType, shape)
  }

  private func dimshuffleType(
    _ order: [Int?], _ operand: TensorType
  ) throws(OperandMistake) -> TensorType {
    let kept = order.compactMap { $0 }
    try expectAxes(kept, in: operand.shape)
    for (axis, extent) in operand.shape.extents.enumerated() {
      if !kept.contains(axis), extent != 1 {
        throw .axisDropped(axis: axis, shape: operand.shape)
      }
    }
    return TensorType(operand.elementType, Shape(order.map { $0.map { operand.shape[$0] } ?? 1 }))
  }

  private func sliceType(_ count: Int, _ operands: [TensorType]) throws(OperandMistake) -> TensorType {
    let data = operands[0]
    guard data.shape.rank > 0, count >= 0, count <= data.shape[0] else {
      throw .sliceTooLong(count: count, shape: data.shape)
    }
    try expectRank(0, operands[1], "start")
    guard operands[1].elementType.isInteger else {
      throw .elementTypeUnsupported(operation: "slice", wanted: "integer", found: operands[1])
    }
    return TensorType(data.elementType, Shape([count] + data.shape.extents.dropFirst()))
  }

  private func reduceType(
    _ axes: [Int], _ keepsDimensions: Bool, _ operand: TensorType
  ) throws(OperandMistake) -> TensorType {
    guard operand.elementType.isNumeric else {
      throw .elementTypeUnsupported(operation: name, wanted: "numeric", found: operand)
    }
    try expectAxes(axes, in: operand.shape)
    return TensorType(
      operand.elementType, operand.shape.reduced(over: axes, keepingDimensions: keepsDimensions))
  }

  private func dotType(
    _ operands: [TensorType], _ transposesLeft: Bool, _ transposesRight: Bool
  ) throws(OperandMistake) -> TensorType {
    try expectRank(2, operands[0], "left operand")
    try expectRank(2, operands[1], "right operand")
    try expectFloatingPoint(operands[0])
    try expectEqualElementTypes(operands[0], operands[1])
    let left = operands[0].shape.extents
    let right = operands[1].shape.extents
    let (rows, inner) = transposesLeft ? (left[1], left[0]) : (left[0], left[1])
    let (depth, columns) = transposesRight ? (right[1], right[0]) : (right[0], right[1])
    guard inner == depth else {
      throw .innerExtentsDiffer([rows, inner], [depth, columns])
    }
    return TensorType(operands[0].elementType, [rows, columns])
  }
}
