import GraphIR

extension Interpreter {
  /// `activation(pool(conv) + bias)` and, where they are kept, the max-pool mask and what the
  /// activation is taken of.
  func convolutionBlock(
    _ block: ConvolutionBlock, _ operands: [NumericArray], _ types: [TensorType]
  ) throws -> [NumericArray] {
    let element = types[0].elementType
    let shape = block.convolution.outputShape(
      input: operands[0].shape, filters: operands[1].shape)
    let convolved = NumericArray(
      type: TensorType(element, shape),
      values: conv2d(block.convolution, operands[0], operands[1], shape))
    let pooled = NumericArray(
      type: types[0], values: block.pooling.map { pool2d($0, convolved) } ?? convolved.values)
    var sums = pooled
    if block.hasBias { addBias(operands[2], to: &sums) }
    var activations = sums
    if let activation = block.activation {
      activations.values = try activations.values.map {
        try evaluate(activation, $0, of: element)
      }
    }
    var results = [activations]
    if block.keepsMask, let pooling = block.pooling {
      results.append(NumericArray(type: types[1], values: mask(pooling, convolved, pooled)))
    }
    return block.keepsSums ? results + [sums] : results
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
  private func mask(
    _ pooling: Pooling, _ convolved: NumericArray, _ maxima: NumericArray
  ) -> [Double] {
    var mask = [Double](repeating: 0, count: maxima.values.count)
    PoolingWindows(pooling, over: convolved.shape).forEach { output, window in
      let tied = maximumPositions(pooling, of: window, convolved, maximum: maxima.values[output])
      mask[output] = Double(tied.reduce(0) { $0 | pooling.bit(of: $1) })
    }
    return mask
  }

  /// From filters, gradient at what is pooled and mask: the gradient at the input.
  func blockInputGradient(
    _ convolution: Convolution, _ pooling: Pooling, _ operands: [NumericArray], _ input: Shape
  ) throws -> [Double] {
    let filters = operands[0]
    let output = convolution.outputShape(input: input, filters: filters.shape)
    let gradient = try spread(operands, to: output, pooling)
    return conv2dInputGradient(convolution, filters, gradient, input)
  }

  /// From input, gradient at what is pooled and mask: the gradient at the filters.
  func blockFilterGradient(
    _ convolution: Convolution, _ pooling: Pooling, _ operands: [NumericArray], _ filters: Shape
  ) throws -> [Double] {
    let input = operands[0]
    let output = convolution.outputShape(input: input.shape, filters: filters)
    let gradient = try spread(operands, to: output, pooling)
    return conv2dFilterGradient(convolution, input, gradient, filters)
  }

  /// From gradient at the maxima and mask: for each channel the gradients, each as often as its
  /// window has bits set.
  func blockBiasGradient(_ gradient: NumericArray, mask: NumericArray) throws -> [Double] {
    let bits = try bits(of: mask)
    var sums = [Double](repeating: 0, count: gradient.shape[1])
    let plane = gradient.shape[2] * gradient.shape[3]
    for (index, value) in gradient.values.enumerated() {
      sums[index / plane % sums.count] += value * Double(bits[index].nonzeroBitCount)
    }
    return sums
  }

  /// The gradient at the convolution (N, K, OH, OW): each position in the mask, or each
  /// of a sum or average, gets its window's. Of the operands the second is the gradient, the third
  /// the mask.
  private func spread(
    _ operands: [NumericArray], to shape: Shape, _ pooling: Pooling
  ) throws -> NumericArray {
    let gradient = operands[1]
    let type = TensorType(gradient.type.elementType, shape)
    guard pooling.mode == .max else {
      return NumericArray(type: type, values: pool2dGradient(pooling, gradient, to: shape))
    }
    let bits = try bits(of: operands[2])
    var result = NumericArray(repeating: 0, type: type)
    PoolingWindows(pooling, over: shape).forEach { output, window in
      for position in window.positions where bits[output] & pooling.bit(of: position) != 0 {
        result.values[position.offset] += gradient.values[output]
      }
    }
    return result
  }

  private func bits(of mask: NumericArray) throws -> [UInt32] {
    try mask.values.map { value in
      guard let bits = UInt32(exactly: value) else {
        throw InterpreterError.notRepresentable(value, mask.type.elementType)
      }
      return bits
    }
  }
}

extension Pooling {
  /// The bit that stands for a position in the mask of its window: bit `row · width + column`.
  fileprivate func bit(of position: PoolingWindows.Position) -> UInt32 {
    1 << UInt32(position.row * window[1] + position.column)
  }
}
