import GraphIR

extension Interpreter {
  /// Element (i, j, …) of the result comes from where `order` says that those axes lie.
  func dimshuffle(_ order: [Int?], _ operand: NumericArray, to shape: Shape) -> [Double] {
    let operandStrides = operand.shape.rowMajorStrides
    let strides = order.map { axis in axis.map { operandStrides[$0] } ?? 0 }
    return offsets(shape, strides: strides).map { operand.values[$0] }
  }

  /// Rows `start ..< start + count` of the operand.
  func sliceRows(
    _ count: Int, of operand: NumericArray, from start: NumericArray
  ) throws -> [Double] {
    let shape = operand.shape
    guard let first = Int(exactly: start.values[0]), first >= 0, first <= shape[0] - count else {
      throw InterpreterError.rowsOutOfRange(start: start.values[0], count: count, shape: shape)
    }
    let rowSize = Shape(Array(shape.extents.dropFirst())).elementCount
    return Array(operand.values[first * rowSize..<(first + count) * rowSize])
  }

  /// The elements at the positions of the part.
  func slice(_ slicing: Slicing, _ operand: NumericArray) -> [Double] {
    let (offset, strides) = slicing.offsetAndStrides(in: operand.shape.rowMajorStrides)
    return offsets(slicing.shape, strides: strides).map { operand.values[offset + $0] }
  }

  /// Zeros but for the operand's elements, which go to the positions of the part.
  func place(_ slicing: Slicing, _ operand: NumericArray, in shape: Shape) -> [Double] {
    let (offset, strides) = slicing.offsetAndStrides(in: shape.rowMajorStrides)
    var result = [Double](repeating: 0, count: shape.elementCount)
    for (value, position) in zip(operand.values, offsets(slicing.shape, strides: strides)) {
      result[offset + position] = value
    }
    return result
  }

  /// Each operand at its place along the axis.
  func concatenate(_ operands: [NumericArray], axis: Int, to shape: Shape) -> [Double] {
    var result = [Double](repeating: 0, count: shape.elementCount)
    var start = 0
    for operand in operands {
      let part = Slicing(of: shape, axis: axis, start: start, extent: operand.shape[axis])
      let (offset, strides) = part.offsetAndStrides(in: shape.rowMajorStrides)
      for (value, position) in zip(operand.values, offsets(part.shape, strides: strides)) {
        result[offset + position] = value
      }
      start += operand.shape[axis]
    }
    return result
  }

  /// The rows of the given numbers, of each table for itself.
  func take(
    _ operand: NumericArray, _ indices: NumericArray, batchAxes: Int
  ) throws -> [Double] {
    let size = Shape(Array(operand.shape.extents.dropFirst(batchAxes + 1))).elementCount
    return try rows(indices, of: operand.shape[batchAxes], "take", batchAxes).flatMap {
      operand.values[$0 * size..<($0 + 1) * size]
    }
  }

  /// Zeros to which each row of the operand is added where its number says, in its table.
  func scatterAdd(
    _ operand: NumericArray, _ indices: NumericArray, rows count: Int, batchAxes: Int
  ) throws -> [Double] {
    let size = Shape(Array(operand.shape.extents.dropFirst(indices.shape.rank))).elementCount
    let tables = Shape(Array(indices.shape.extents.prefix(batchAxes))).elementCount
    var result = NumericArray(
      repeating: 0, type: TensorType(operand.type.elementType, [tables * count, size]))
    for (source, target) in try rows(indices, of: count, "scatterAdd", batchAxes).enumerated() {
      for column in 0..<size {
        result.values[target * size + column] = try evaluate(
          .add, result.values[target * size + column], operand.values[source * size + column],
          of: operand.type.elementType)
      }
    }
    return result.values
  }

  /// Row numbers, those that count from the end made to count from the start, and those of each table
  /// from the first row of the first.
  private func rows(
    _ indices: NumericArray, of count: Int, _ operation: String, _ batchAxes: Int
  ) throws -> [Int] {
    let each = Shape(Array(indices.shape.extents.dropFirst(batchAxes))).elementCount
    return try indices.values.enumerated().map { position, index in
      guard let row = Int(exactly: index), row >= -count, row < count else {
        throw InterpreterError.rowOutOfRange(operation: operation, row: index, count: count)
      }
      return position / each * count + (row < 0 ? row + count : row)
    }
  }

  /// Element (n, labels[n]) for every row n.
  func gatherByLabel(_ operand: NumericArray, _ labels: NumericArray) throws -> [Double] {
    let classes = operand.shape[1]
    return try columns(labels, classes, "gatherByLabel").enumerated().map { row, column in
      operand.values[row * classes + column]
    }
  }

  /// Zeros but for element (n, labels[n]) of every row n.
  func scatterByLabel(
    _ operand: NumericArray, _ labels: NumericArray, _ classes: Int
  ) throws -> [Double] {
    var result = [Double](repeating: 0, count: operand.values.count * classes)
    for (row, column) in try columns(labels, classes, "scatterByLabel").enumerated() {
      result[row * classes + column] = operand.values[row]
    }
    return result
  }

  private func columns(
    _ labels: NumericArray, _ classes: Int, _ operation: String
  ) throws -> [Int] {
    try labels.values.enumerated().map { row, label in
      guard let column = Int(exactly: label), column >= 0, column < classes else {
        throw InterpreterError.labelOutOfRange(
          operation: operation, label: label, row: row, classes: classes)
      }
      return column
    }
  }
}
