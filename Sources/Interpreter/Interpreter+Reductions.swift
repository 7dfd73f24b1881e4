import GraphIR

extension Interpreter {
  /// The elements along the given axes made one, in row-major order; integers wrap.
  func reduce(
    _ reduction: Reduction, _ operand: NumericArray, over axes: [Int]
  ) throws -> [Double] {
    let type = operand.type.elementType
    let kept = operand.shape.reduced(over: axes, keepingDimensions: true)
    // Where an axis is reduced, all its elements go to the same result.
    let strides = kept.rowMajorStrides.enumerated().map { axes.contains($0) ? 0 : $1 }
    if reduction == .sum, type.isFloatingPoint {
      return compensatedSums(operand, strides: strides, count: kept.elementCount)
    }
    var results = [Double?](repeating: reduction.neutral, count: kept.elementCount)
    for (index, target) in offsets(operand.shape, strides: strides).enumerated() {
      let value = operand.values[index]
      results[target] =
        try results[target].map {
          try evaluate(reduction.function, $0, value, of: type)
        } ?? value
    }
    return results.compactMap { $0 }
  }

  /// Sums that are as exact as one rounding allows (Neumaier, 1974): thousands of equal terms would
  /// otherwise be rounded the same way each time.
  private func compensatedSums(
    _ operand: NumericArray, strides: [Int], count: Int
  ) -> [Double] {
    var sums = [Double](repeating: 0, count: count)
    var lost = sums
    for (index, target) in offsets(operand.shape, strides: strides).enumerated() {
      let (sum, value) = (sums[target], operand.values[index])
      sums[target] = sum + value
      let (large, small) = abs(sum) >= abs(value) ? (sum, value) : (value, sum)
      lost[target] += (large - sums[target]) + small
    }
    // Infinities lose nothing that could be told.
    return zip(sums, lost).map { $0.isFinite ? $0 + $1 : $0 }
  }

  /// The sum of each plane, and of the squares of what its elements differ by from their mean.
  func planeMoments(_ operand: NumericArray) -> [[Double]] {
    let size = operand.shape[2] * operand.shape[3]
    let planes = (0..<operand.shape[0] * operand.shape[1]).map {
      operand.values[$0 * size..<($0 + 1) * size]
    }
    let sums = planes.map { $0.reduce(0, +) }
    let squares = zip(planes, sums).map { plane, sum in
      plane.reduce(0) { $0 + ($1 - sum / Double(size)) * ($1 - sum / Double(size)) }
    }
    return [sums, squares]
  }

  /// The position of the first largest element along the axis; the first NaN, if there is one, is
  /// the largest, as in NumPy.
  func argmax(of operand: NumericArray, along axis: Int) throws -> [Double] {
    let shape = operand.shape
    let outer = shape.reduced(over: [axis], keepingDimensions: true)
    guard shape[axis] > 0 || outer.elementCount == 0 else {
      throw InterpreterError.argmaxOfNothing(axis: axis, shape: shape)
    }
    let stride = shape.rowMajorStrides[axis]
    return offsets(outer, strides: shape.rowMajorStrides).map { start in
      var best = 0
      for index in 1..<max(1, shape[axis]) {
        let (value, largest) = (
          operand.values[start + index * stride], operand.values[start + best * stride]
        )
        if value > largest || (value.isNaN && !largest.isNaN) { best = index }
      }
      return Double(best)
    }
  }
}
