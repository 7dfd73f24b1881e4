import GraphIR

extension Interpreter {
  /// `result[…, i, j] = Σₖ left[…, i, k] · right[…, k, j]`, either operand transposed first where asked.
  func dot(
    _ left: NumericArray, _ right: NumericArray, _ transposesLeft: Bool, _ transposesRight: Bool,
    _ shape: Shape
  ) -> [Double] {
    let rank = shape.rank
    let (rows, columns) = (shape[rank - 2], shape[rank - 1])
    let depth = left.shape[rank - (transposesLeft ? 2 : 1)]
    let (leftRow, leftStep) = transposesLeft ? (1, rows) : (depth, 1)
    let (rightColumn, rightStep) = transposesRight ? (depth, 1) : (1, columns)
    let (a, b) = (factors(left), factors(right))
    var result = [Double](repeating: 0, count: shape.elementCount)
    // Row by row through all matrices of a batch.
    for number in 0..<shape.extents.dropLast().reduce(1, *) {
      let (matrix, row) = number.quotientAndRemainder(dividingBy: rows)
      for column in 0..<columns {
        var sum = 0.0
        // Walking a range takes a debug build longer than the arithmetic does.
        var k = 0
        while k < depth {
          sum +=
            a[matrix * rows * depth + row * leftRow + k * leftStep]
            * b[matrix * depth * columns + k * rightStep + column * rightColumn]
          k += 1
        }
        result[number * columns + column] = sum
      }
    }
    return result
  }

  /// What is multiplied of a matrix.
  private func factors(_ matrix: NumericArray) -> [Double] {
    guard roundsFactors, matrix.type.elementType == .float else { return matrix.values }
    return matrix.values.map { Double(Float($0).roundedToBFloat16) }
  }
}

extension Float {
  /// The nearest number of bfloat16, the even one of two; zero where that is subnormal. It has the
  /// upper half of the bits of a Float.
  var roundedToBFloat16: Float {
    guard !isNaN else { return .nan }
    let upper = (bitPattern + 0x7fff + (bitPattern >> 16 & 1)) & 0xffff_0000
    let rounded = Float(bitPattern: upper)
    return rounded.isSubnormal ? Float(sign: sign, exponent: 0, significand: 0) : rounded
  }
}
