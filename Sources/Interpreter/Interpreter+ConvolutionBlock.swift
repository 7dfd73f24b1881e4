import GraphIR

extension Interpreter {
  /// `activation(maxPool(conv) + bias)` and, where they are kept, the winners of each window.
  func convolutionBlock(
    _ block: ConvolutionBlock, _ operands: [NumericArray], _ types: [TensorType]
  ) throws -> [NumericArray] {
    let element = types[0].elementType
    let shape = block.convolution.outputShape(
      input: operands[0].shape, filters: operands[1].shape)
    let convolved = NumericArray(
      type: TensorType(element, shape),
      values: conv2d(block.convolution, operands[0], operands[1], shape))
    let maxima = NumericArray(type: types[0], values: pool2d(block.pooling, convolved))
    var activations = maxima
    if block.hasBias { addBias(operands[2], to: &activations) }
    if let activation = block.activation {
      activations.values = try activations.values.map {
        try evaluate(activation, $0, of: element)
      }
    }
    guard block.keepsWinners else { return [activations] }
    let winners = winners(block.pooling, convolved, maxima)
    return [activations, NumericArray(type: types[1], values: winners)]
  }

  /// Adds element k of the bias to all of channel k (axis 1).
  private func addBias(_ bias: NumericArray, to array: inout NumericArray) {
    let channels = array.shape[1]
    let plane = array.shape[2] * array.shape[3]
    for index in array.values.indices {
      array.values[index] += bias.values[index / plane % channels]
    }
  }

  /// For each window the bits of the positions where the convolution equals the maximum.
  private func winners(
    _ pooling: Pooling, _ convolved: NumericArray, _ maxima: NumericArray
  ) -> [Double] {
    var winners = [Double](repeating: 0, count: maxima.values.count)
    PoolingWindows(pooling, over: convolved.shape).forEach { output, window in
      let tied = self.winners(pooling, of: window, convolved, maximum: maxima.values[output])
      winners[output] = Double(tied.reduce(0) { $0 | pooling.bit(of: $1) })
    }
    return winners
  }

  /// From filters, gradient at the maxima and winners: the gradient at the input.
  func blockInputGradient(
    _ convolution: Convolution, _ pooling: Pooling, _ operands: [NumericArray], _ input: Shape
  ) throws -> [Double] {
    let filters = operands[0]
    let output = convolution.outputShape(input: input, filters: filters.shape)
    let gradient = try spread(operands[1], to: output, pooling, winners: operands[2])
    return conv2dInputGradient(convolution, filters, gradient, input)
  }

  /// From input, gradient at the maxima and winners: the gradient at the filters.
  func blockFilterGradient(
    _ convolution: Convolution, _ pooling: Pooling, _ operands: [NumericArray], _ filters: Shape
  ) throws -> [Double] {
    let input = operands[0]
    let output = convolution.outputShape(input: input.shape, filters: filters)
    let gradient = try spread(operands[1], to: output, pooling, winners: operands[2])
    return conv2dFilterGradient(convolution, input, gradient, filters)
  }

  /// The gradient at the convolution (N, K, OH, OW): each winner gets its window's.
  private func spread(
    _ gradient: NumericArray, to shape: Shape, _ pooling: Pooling, winners: NumericArray
  ) throws -> NumericArray {
    let bits = try winners.values.map { value in
      guard let bits = UInt32(exactly: value) else {
        throw InterpreterError.notRepresentable(value, winners.type.elementType)
      }
      return bits
    }
    var result = NumericArray(
      repeating: 0, type: TensorType(gradient.type.elementType, shape))
    PoolingWindows(pooling, over: shape).forEach { output, window in
      for position in window.positions where bits[output] & pooling.bit(of: position) != 0 {
        result.values[position.offset] += gradient.values[output]
      }
    }
    return result
  }
}

extension Pooling {
  /// The bit that stands for a position among the winners of its window: bit `row · width + column`.
  fileprivate func bit(of position: PoolingWindows.Position) -> UInt32 {
    1 << UInt32(position.row * window[1] + position.column)
  }
}
