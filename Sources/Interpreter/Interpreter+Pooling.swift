import GraphIR

extension Interpreter {
  /// The largest element of each window.
  ///
  /// Starts with the window's first element and replaces it where another compares greater, as
  /// Theano's C code does: a NaN counts only where it comes first.
  func maxPool2d(_ pooling: Pooling, _ operand: NumericArray) -> [Double] {
    var maxima = [Double](
      repeating: 0, count: pooling.outputShape(operand.shape).elementCount)
    PoolingWindows(pooling, over: operand.shape).forEach { output, positions in
      var largest = operand.values[positions[0].offset]
      for position in positions where operand.values[position.offset] > largest {
        largest = operand.values[position.offset]
      }
      maxima[output] = largest
    }
    return maxima
  }

  /// The gradient at the operand, where every element that equals its window's maximum gets the
  /// whole gradient of the window, and gradients of overlapping windows add up.
  func maxPool2dGradient(
    _ pooling: Pooling, _ operand: NumericArray, maxima: NumericArray, gradient: NumericArray
  ) -> [Double] {
    var result = [Double](repeating: 0, count: operand.values.count)
    PoolingWindows(pooling, over: operand.shape).forEach { output, positions in
      for position in positions where operand.values[position.offset] == maxima.values[output] {
        result[position.offset] += gradient.values[output]
      }
    }
    return result
  }
}
