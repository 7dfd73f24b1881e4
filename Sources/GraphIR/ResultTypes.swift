extension Operation {
  /// The types of the results for operands of the given types.
  ///
  /// This is the one place that knows which operands an operation takes: the frontend asks it when
  /// a user writes an expression, the builder when a pass adds a node, the verifier afterwards.
  ///
  /// - Throws: `OperandError` for operands that the operation does not take.
  public func resultTypes(of operands: [TensorType]) throws(OperandError) -> [TensorType] {
    try checkOperandCount(operands)
    let types = try inferredTypes(operands)
    for type in types { try expectPossible(type) }
    return types
  }

  private func inferredTypes(_ operands: [TensorType]) throws(OperandError) -> [TensorType] {
    switch self {
    case .input(_, let type), .shared(_, let type):
      return [type]
    case .constant(let literal):
      return [literal.type]
    case .custom(let custom):
      return [try custom.operation.resultType(of: operands)]
    case .elementwise(let program, let shape):
      return [try elementwiseType(program, shape, operands)]
    case .iota(let shape):
      return [TensorType(.int64, shape)]
    case .reshape, .dimshuffle, .sliceRows, .slice, .place, .concatenate, .take, .scatterAdd:
      return [try movementType(operands)]
    case .gatherByLabel:
      try expectRank(2, operands[0], "first operand")
      try expectLabels(operands[1], count: operands[0].shape[0])
      return [TensorType(operands[0].elementType, operands[1].shape)]
    case .scatterByLabel(let classes):
      try expectRank(1, operands[0], "first operand")
      try expectLabels(operands[1], count: operands[0].shape[0])
      return [TensorType(operands[0].elementType, [operands[0].shape[0], classes])]
    case .reduce(let reduction, let axes, let keepsDimensions):
      return [try reduceType(reduction, axes, keepsDimensions, operands[0])]
    case .argmax(let axis):
      let shape = operands[0].shape
      try expectAxes([axis], in: shape)
      return [TensorType(.int64, shape.reduced(over: [axis], keepingDimensions: false))]
    case .planeMoments:
      try expectRank(4, operands[0], "operand")
      try expectFloatingPoint(operands[0])
      let planes = TensorType(
        operands[0].elementType, Shape(Array(operands[0].shape.extents.prefix(2))))
      return [planes, planes]
    case .allReduce:
      guard operands[0].elementType.isNumeric else {
        throw .elementTypeUnsupported(operation: name, expected: "numeric", found: operands[0])
      }
      return [operands[0]]
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
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient, .pool2d, .pool2dGradient,
      .maxPool2dGradient, .maxPool2dMaskedSum, .convolutionBlock, .convolutionBlockInputGradient,
      .convolutionBlockFilterGradient, .convolutionBlockBiasGradient:
      return try networkTypes(operands)
    }
  }

  /// The number of operands that the operation takes.
  public var operandCount: Int {
    switch self {
    case .input, .shared, .constant, .iota: 0
    case .custom(let custom): custom.operation.operandCount
    case .elementwise(let program, _): program.operandCount
    case .reshape, .dimshuffle, .slice, .place: 1
    case .reduce, .argmax, .planeMoments, .allReduce, .softmax, .logSoftmax: 1
    case .pool2d, .pool2dGradient: 1
    case .sliceRows, .gatherByLabel, .scatterByLabel, .take, .scatterAdd, .dot, .softmaxGradient: 2
    case .concatenate(_, let count): count
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient: 2
    case .convolutionBlock(let block): block.hasBias ? 3 : 2
    case .maxPool2dGradient, .maxPool2dMaskedSum: 3
    case .convolutionBlockInputGradient(_, let pooling, _),
      .convolutionBlockFilterGradient(_, let pooling, _):
      pooling.mode == .max ? 3 : 2
    case .convolutionBlockBiasGradient: 2
    }
  }

  private func checkOperandCount(_ operands: [TensorType]) throws(OperandError) {
    guard operands.count == operandCount else {
      throw .count(operation: name, expected: operandCount, found: operands.count)
    }
  }

  private func elementwiseType(
    _ program: ScalarProgram, _ shape: Shape, _ operands: [TensorType]
  ) throws(OperandError) -> TensorType {
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
  ) throws(OperandError) {
    let first = arguments[0]
    let alike = function.operandKind == .choice ? Array(arguments.dropFirst()) : arguments
    if alike.count == 2, alike[0] != alike[1] {
      throw .elementTypesDiffer(operation: function.name, alike[0], alike[1])
    }
    let (isTaken, expected) =
      switch function.operandKind {
      case .any: (true, "")
      case .numeric: (first.isNumeric, "numeric")
      case .floatingPoint: (first.isFloatingPoint, "Float or Double")
      case .boolean, .choice: (first == .bool, "Bool")
      case .int64: (first == .int64, "Int64")
      }
    guard isTaken else {
      throw .elementTypeUnsupported(
        operation: function.name, expected: expected, found: TensorType(first, shape))
    }
  }

  private func reduceType(
    _ reduction: Reduction, _ axes: [Int], _ keepsDimensions: Bool, _ operand: TensorType
  ) throws(OperandError) -> TensorType {
    guard operand.elementType.isNumeric else {
      throw .elementTypeUnsupported(operation: name, expected: "numeric", found: operand)
    }
    try expectAxes(axes, in: operand.shape)
    let result = operand.shape.reduced(over: axes, keepingDimensions: keepsDimensions)
    if reduction.startsWithFirst, let axis = axes.first(where: { operand.shape[$0] == 0 }),
      result.elementCount > 0
    {
      throw .reductionOfNothing(operation: name, axis: axis, shape: operand.shape)
    }
    return TensorType(operand.elementType, result)
  }

  private func dotType(
    _ operands: [TensorType], _ transposesLeft: Bool, _ transposesRight: Bool
  ) throws(OperandError) -> TensorType {
    let (left, right) = (operands[0].shape, operands[1].shape)
    try expectFloatingPoint(operands[0])
    try expectEqualElementTypes(operands[0], operands[1])
    guard left.rank >= 2 else {
      throw .rank(operation: name, operand: "left operand", expected: 2, found: left)
    }
    try expectRank(left.rank, operands[1], "right operand")
    let batch = left.extents.dropLast(2)
    guard right.extents.dropLast(2) == batch else {
      throw .shapesDiffer(
        operation: name, operand: "right operand", expected: Shape(batch + right.extents.suffix(2)),
        found: right)
    }
    let (rows, inner) = Self.matrix(left, isTransposed: transposesLeft)
    let (depth, columns) = Self.matrix(right, isTransposed: transposesRight)
    guard inner == depth else {
      throw .innerExtentsDiffer(Shape(batch + [rows, inner]), Shape(batch + [depth, columns]))
    }
    let result = TensorType(operands[0].elementType, Shape(batch + [rows, columns]))
    try expectPossible(result)
    try expectComputable(batch + [rows, inner, columns], of: left, right)
    return result
  }

  /// The rows and columns of the matrices in the last two axes, transposed first where asked.
  private static func matrix(_ shape: Shape, isTransposed: Bool) -> (rows: Int, columns: Int) {
    let (first, second) = (shape[shape.rank - 2], shape[shape.rank - 1])
    return isTransposed ? (second, first) : (first, second)
  }
}
