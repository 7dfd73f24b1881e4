extension Operation {
  /// The result type of operations that move elements without computing.
  func movementType(_ operands: [TensorType]) throws(OperandError) -> TensorType {
    switch self {
    case .reshape(let shape): try reshapeType(shape, operands[0])
    case .dimshuffle(let order): try dimshuffleType(order, operands[0])
    case .sliceRows(let count): try sliceRowsType(count, operands)
    case .slice(let slicing): try sliceType(slicing, operands[0])
    case .place(let slicing, let shape): try placeType(slicing, shape, operands[0])
    case .concatenate(let axis, _): try concatenationType(axis, operands)
    case .take(let batchAxes): try takeType(operands, batchAxes)
    case .scatterAdd(let rows, let batchAxes): try scatterType(rows, operands, batchAxes)
    default: operands[0]
    }
  }

  private func reshapeType(_ shape: Shape, _ operand: TensorType) throws(OperandError) -> TensorType
  {
    // Before the elements are counted, since the count of an impossible shape may overflow.
    try expectPossible(TensorType(operand.elementType, shape))
    guard shape.elementCount == operand.shape.elementCount else {
      throw .elementCountsDiffer(operation: name, operand.shape, shape)
    }
    return TensorType(operand.elementType, shape)
  }

  private func dimshuffleType(
    _ order: [Int?], _ operand: TensorType
  ) throws(OperandError) -> TensorType {
    let kept = order.compactMap { $0 }
    try expectAxes(kept, in: operand.shape)
    for (axis, extent) in operand.shape.extents.enumerated() {
      if !kept.contains(axis), extent != 1 {
        throw .axisDropped(axis: axis, shape: operand.shape)
      }
    }
    return TensorType(operand.elementType, Shape(order.map { $0.map { operand.shape[$0] } ?? 1 }))
  }

  private func sliceRowsType(
    _ count: Int, _ operands: [TensorType]
  ) throws(OperandError) -> TensorType {
    let data = operands[0]
    guard data.shape.rank > 0, count >= 0, count <= data.shape[0] else {
      throw .sliceTooLong(count: count, shape: data.shape)
    }
    try expectRank(0, operands[1], "start")
    guard operands[1].elementType.isInteger else {
      throw .elementTypeUnsupported(operation: "slice", expected: "integer", found: operands[1])
    }
    return TensorType(data.elementType, Shape([count] + data.shape.extents.dropFirst()))
  }

  private func sliceType(
    _ slicing: Slicing, _ operand: TensorType
  ) throws(OperandError) -> TensorType {
    guard slicing.fits(in: operand.shape) else {
      throw .sliceOutside(operation: name, "\(slicing)", shape: operand.shape)
    }
    return TensorType(operand.elementType, slicing.shape)
  }

  private func placeType(
    _ slicing: Slicing, _ shape: Shape, _ operand: TensorType
  ) throws(OperandError) -> TensorType {
    try expectPossible(TensorType(operand.elementType, shape))
    guard slicing.fits(in: shape) else {
      throw .sliceOutside(operation: name, "\(slicing)", shape: shape)
    }
    guard operand.shape == slicing.shape else {
      throw .shapesDiffer(
        operation: name, operand: "operand", expected: slicing.shape, found: operand.shape)
    }
    return TensorType(operand.elementType, shape)
  }

  private func concatenationType(
    _ axis: Int, _ operands: [TensorType]
  ) throws(OperandError) -> TensorType {
    let first = operands[0]
    try expectAxes([axis], in: first.shape)
    var total = 0
    for operand in operands {
      try expectEqualElementTypes(first, operand)
      guard operand.shape.rank == first.shape.rank,
        operand.shape.reduced(over: [axis], keepingDimensions: true)
          == first.shape.reduced(over: [axis], keepingDimensions: true)
      else {
        throw .shapesDoNotJoin(axis: axis, first.shape, operand.shape)
      }
      let (sum, overflow) = total.addingReportingOverflow(operand.shape[axis])
      guard !overflow else { throw .shapesDoNotJoin(axis: axis, first.shape, operand.shape) }
      total = sum
    }
    let extents = first.shape.extents.enumerated().map { $0 == axis ? total : $1 }
    return TensorType(first.elementType, Shape(extents))
  }

  private func takeType(
    _ operands: [TensorType], _ batchAxes: Int
  ) throws(OperandError) -> TensorType {
    let (data, indices) = (operands[0], operands[1])
    guard batchAxes >= 0, data.shape.rank > batchAxes else {
      throw .rank(
        operation: name, operand: "first operand",
        expected: max(0, min(batchAxes, .max - 1)) + 1, found: data.shape)
    }
    try expectIndices(indices)
    let batches = data.shape.extents.prefix(batchAxes)
    guard indices.shape.extents.prefix(batchAxes).elementsEqual(batches) else {
      throw .shapesDiffer(
        operation: name, operand: "second operand",
        expected: Shape(Array(batches + indices.shape.extents.dropFirst(batchAxes))),
        found: indices.shape)
    }
    return TensorType(
      data.elementType, Shape(indices.shape.extents + data.shape.extents.dropFirst(batchAxes + 1)))
  }

  private func scatterType(
    _ rows: Int, _ operands: [TensorType], _ batchAxes: Int
  ) throws(OperandError) -> TensorType {
    let (values, indices) = (operands[0], operands[1])
    guard values.elementType.isNumeric else {
      throw .elementTypeUnsupported(operation: name, expected: "numeric", found: values)
    }
    try expectIndices(indices)
    let leading = indices.shape.rank
    guard (0...leading).contains(batchAxes) else {
      throw .rank(
        operation: name, operand: "second operand", expected: max(0, batchAxes),
        found: indices.shape)
    }
    guard values.shape.extents.prefix(leading).elementsEqual(indices.shape.extents) else {
      let expected = indices.shape.extents + values.shape.extents.dropFirst(leading)
      throw .shapesDiffer(
        operation: name, operand: "first operand", expected: Shape(expected), found: values.shape)
    }
    return TensorType(
      values.elementType,
      Shape(
        indices.shape.extents.prefix(batchAxes) + [rows]
          + Array(values.shape.extents.dropFirst(leading))))
  }

  private func expectIndices(_ indices: TensorType) throws(OperandError) {
    guard indices.elementType.isInteger else {
      throw .elementTypeUnsupported(operation: name, expected: "integer", found: indices)
    }
  }
}
