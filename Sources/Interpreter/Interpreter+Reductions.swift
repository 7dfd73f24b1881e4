import GraphIR

extension Interpreter {
  /// The sum along the given axes, added up in row-major order; integers wrap.
  func sum(of operand: NumericArray, over axes: [Int]) throws -> [Double] {
    let type = operand.type.elementType
    let kept = operand.shape.reduced(over: axes, keepingDimensions: true)
    // Where an axis is summed over, all its elements are added to the same sum.
    let strides = kept.rowMajorStrides.enumerated().map { axes.contains($0) ? 0 : $1 }
    let targets = offsets(operand.shape, strides: strides)
    if type.isFloatingPoint {
      var sums = [Double](repeating: 0, count: kept.elementCount)
      for (index, target) in targets.enumerated() { sums[target] += operand.values[index] }
      return sums
    }
    var sums = [Int64](repeating: 0, count: kept.elementCount)
    for (index, target) in targets.enumerated() {
      sums[target] &+= try integer(operand.values[index], type)
    }
    return sums.map { wrapped($0, type) }
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
