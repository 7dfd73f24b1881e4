import GraphIR

extension Interpreter {
  /// The largest element, the sum or the average of each window.
  func pool2d(_ pooling: Pooling, _ operand: NumericArray) -> [Double] {
    var result = [Double](
      repeating: 0, count: pooling.outputShape(operand.shape).elementCount)
    PoolingWindows(pooling, over: operand.shape).forEach { output, window in
      let elements = window.positions.map { operand.values[$0.offset] }
      result[output] =
        pooling.mode == .max ? largest(elements) : elements.reduce(0, +) / window.divisor
    }
    return result
  }

  /// Starts with the first element and replaces it where another compares greater, as Theano's C
  /// code does: a NaN counts only where it comes first.
  private func largest(_ elements: [Double]) -> Double {
    elements.dropFirst().reduce(elements[0]) { $1 > $0 ? $1 : $0 }
  }

  /// The gradient at the operand of a sum or average: every element of a window gets the window's
  /// gradient, or its share of it, and what an element gets from several windows adds up.
  func pool2dGradient(_ pooling: Pooling, _ gradient: NumericArray, to input: Shape) -> [Double] {
    var result = [Double](repeating: 0, count: input.elementCount)
    PoolingWindows(pooling, over: input).forEach { output, window in
      let share = gradient.values[output] / window.divisor
      for position in window.positions { result[position.offset] += share }
    }
    return result
  }

  /// The gradient at the operand of a maximum: the positions of a window that equal it get the
  /// whole gradient of the window, and gradients of overlapping windows add up.
  func maxPool2dGradient(
    _ pooling: Pooling, _ operand: NumericArray, maxima: NumericArray, gradient: NumericArray
  ) -> [Double] {
    var result = [Double](repeating: 0, count: operand.values.count)
    PoolingWindows(pooling, over: operand.shape).forEach { output, window in
      let maximum = maxima.values[output]
      for position in maximumPositions(pooling, of: window, operand, maximum: maximum) {
        result[position.offset] += gradient.values[output]
      }
    }
    return result
  }

  /// For each window the sum of the values that lie where its maxima do.
  func maxPool2dMaskedSum(
    _ pooling: Pooling, _ operand: NumericArray, maxima: NumericArray, values: NumericArray
  ) -> [Double] {
    var result = [Double](repeating: 0, count: maxima.values.count)
    PoolingWindows(pooling, over: operand.shape).forEach { output, window in
      let maximum = maxima.values[output]
      for position in maximumPositions(pooling, of: window, operand, maximum: maximum) {
        result[output] += values.values[position.offset]
      }
    }
    return result
  }

  /// The positions of a window that equal its maximum, or the first of them.
  func maximumPositions(
    _ pooling: Pooling, of window: PoolingWindows.Window, _ operand: NumericArray, maximum: Double
  ) -> [PoolingWindows.Position] {
    let tied = window.positions.filter { operand.values[$0.offset] == maximum }
    return pooling.ties == .all ? tied : Array(tied.prefix(1))
  }
}
