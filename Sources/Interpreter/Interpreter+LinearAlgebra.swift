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
    let (a, b) = (left.values, right.values)
    var result = [Double](repeating: 0, count: rows * columns)
    for row in 0..<rows {
      for column in 0..<columns {
        var sum = 0.0
        // Walking a range takes a debug build longer than the arithmetic does.
        var k = 0
        while k < depth {
          sum += a[row * leftRow + k * leftStep] * b[k * rightStep + column * rightColumn]
          k += 1
        }
        result[row * columns + column] = sum
      }
    }
    return result
  }
}
