import GraphIR

extension Interpreter {
  /// `result[i, j] = Σₖ left[i, k] · right[k, j]`, either operand transposed first where asked.
  func dot(
    _ left: NumericArray, _ right: NumericArray, _ transposesLeft: Bool, _ transposesRight: Bool,
    _ shape: Shape
  ) -> [Double] {
    let (rows, columns) = (shape[0], shape[1])
    let depth = left.shape[transposesLeft ? 0 : 1]
    let (leftRow, leftStep) = transposesLeft ? (1, rows) : (depth, 1)
    let (rightColumn, rightStep) = transposesRight ? (depth, 1) : (1, columns)
    var result = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = 0.0
        for k in 0..<depth {
          sum +=
            left.values[row * leftRow + k * leftStep]
            * right.values[column * rightColumn + k * rightStep]
        }
        result[row * columns + column] = sum
      }
    }
    return result
  }
}
