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
