import GraphIR
import Testing

@Suite struct ResultTypeTests {
  private func float(_ shape: Shape) -> TensorType { TensorType(.float, shape) }

  /// The result types as text.
  private func types(_ operation: GraphIR.Operation, _ operands: TensorType...) throws -> [String] {
    try operation.resultTypes(of: operands).map(\.description)
  }

  @Test func sources() throws {
    #expect(try types(.input(0, float([2, 3]))) == ["float(2, 3)"])
    #expect(try types(.shared(0, TensorType(.int64, []))) == ["int64()"])
    #expect(try types(.constant(Literal(1, type: TensorType(.bool, [7])))) == ["bool(7,)"])
  }

  @Test func elementwise() throws {
    #expect(try types(.elementwise(.add, [2, 3]), float([2, 1]), float([3])) == ["float(2, 3)"])
    #expect(try types(.elementwise(.less, [3]), float([3]), float([])) == ["bool(3,)"])
    #expect(try types(.elementwise(.cast(.int32), [3]), float([3])) == ["int32(3,)"])
    let program = ScalarProgram(
      operandCount: 2, steps: [.init(.greater, [0, 1]), .init(.cast(.double), [2])])
    #expect(try types(.elementwise(program, [4]), float([4]), float([1])) == ["double(4,)"])
  }

  @Test func movement() throws {
    #expect(try types(.reshape([3, 2]), float([6])) == ["float(3, 2)"])
    #expect(try types(.dimshuffle([nil, 2, 0]), float([4, 1, 5])) == ["float(1, 5, 4)"])
    #expect(
      try types(.sliceRows(count: 2), float([9, 4]), TensorType(.int32, [])) == ["float(2, 4)"])
    #expect(try types(.gatherByLabel, float([5, 3]), TensorType(.int32, [5])) == ["float(5,)"])
    #expect(
      try types(.scatterByLabel(classes: 3), float([5]), TensorType(.int64, [5])) == ["float(5, 3)"]
    )
  }

  @Test func reductions() throws {
    let operand = float([2, 3, 4])
    #expect(
      try types(.reduce(.sum, axes: [2, 0], keepsDimensions: false), operand) == ["float(3,)"])
    #expect(
      try types(.reduce(.sum, axes: [1], keepsDimensions: true), operand) == ["float(2, 1, 4)"])
    #expect(try types(.argmax(axis: 1), operand) == ["int64(2, 4)"])
    #expect(try types(.planeMoments, float([2, 3, 4, 5])) == ["float(2, 3)", "float(2, 3)"])
  }

  @Test(arguments: [true, false], [true, false])
  func products(transposesLeft: Bool, transposesRight: Bool) throws {
    let operation = Operation.dot(transposesLeft: transposesLeft, transposesRight: transposesRight)
    let left = float(transposesLeft ? [3, 2] : [2, 3])
    let right = float(transposesRight ? [4, 3] : [3, 4])
    #expect(try types(operation, left, right) == ["float(2, 4)"])
  }

  @Test func softmax() throws {
    #expect(try types(.softmax, float([2, 3])) == ["float(2, 3)"])
    #expect(try types(.logSoftmax, float([2, 3])) == ["float(2, 3)"])
    #expect(try types(.softmaxGradient, float([2, 3]), float([2, 3])) == ["float(2, 3)"])
  }

  @Test func convolutions() throws {
    let (input, filters, output) = (
      float([8, 3, 28, 27]), float([20, 3, 5, 4]), float([8, 20, 24, 24])
    )
    let convolution = Convolution()
    #expect(try Operation.conv2d(convolution).resultTypes(of: [input, filters]) == [output])
    #expect(
      try Operation.conv2dInputGradient(convolution, inputShape: input.shape)
        .resultTypes(of: [filters, output]) == [input])
    #expect(
      try Operation.conv2dFilterGradient(convolution, filterShape: filters.shape)
        .resultTypes(of: [input, output]) == [filters])
  }

  @Test func convolutionsInOtherModes() throws {
    let convolution = Convolution(stride: [2, 3], dilation: [1, 2], groups: 3)
    #expect(
      try types(.conv2d(convolution), float([8, 6, 28, 27]), float([9, 2, 5, 4]))
        == ["float(8, 9, 12, 7)"])
    // Inputs of several heights have an output of one height.
    for height in [27, 28] {
      #expect(
        try types(
          .conv2dInputGradient(convolution, inputShape: [8, 6, height, 27]),
          float([9, 2, 5, 4]), float([8, 9, 12, 7])) == ["float(8, 6, \(height), 27)"])
    }
  }

  // Extents of Theano's Pool.out_shape.
  @Test(arguments: [
    (Pooling(window: [2, 2], ignoresBorder: true), [2, 3]),
    (Pooling(window: [2, 2], ignoresBorder: false), [3, 4]),
    (Pooling(window: [3, 2], stride: [1, 2], ignoresBorder: true), [3, 3]),
    (Pooling(window: [3, 3], stride: [2, 2], ignoresBorder: false), [2, 3]),
    (Pooling(window: [2, 2], stride: [3, 3], ignoresBorder: false), [2, 3]),
    (Pooling(window: [9, 9], ignoresBorder: true), [0, 0]),
    (Pooling(window: [9, 9], stride: [1, 1], ignoresBorder: false), [1, 1]),
    (Pooling(window: [3, 3], stride: [2, 1], padding: [1, 2], ignoresBorder: true), [3, 9]),
    (Pooling(window: [9, 9], padding: [2, 1], ignoresBorder: true), [1, 1]),
    (Pooling(window: [9, 9], padding: [1, 0], ignoresBorder: true), [0, 0]),
  ])
  func pooling(pooling: Pooling, extents: [Int]) throws {
    let input = float([4, 1, 5, 7])
    let output = float(Shape([4, 1] + extents))
    #expect(try Operation.pool2d(pooling).resultTypes(of: [input]) == [output])
    #expect(
      try Operation.maxPool2dGradient(pooling).resultTypes(of: [input, output, output]) == [input])
    #expect(
      try Operation.maxPool2dMaskedSum(pooling).resultTypes(of: [input, output, input]) == [output])
  }

  @Test func sumsAndAverages() throws {
    for mode in [Pooling.Mode.sum, .averageExcludingPadding, .averageIncludingPadding] {
      let pooling = Pooling(mode, window: [3, 2], padding: [1, 1], ignoresBorder: true)
      let (input, output) = (float([4, 1, 5, 7]), float([4, 1, 2, 4]))
      #expect(try Operation.pool2d(pooling).resultTypes(of: [input]) == [output])
      #expect(
        try Operation.pool2dGradient(pooling, inputShape: input.shape).resultTypes(of: [output])
          == [input])
    }
  }

  @Test func emptyInputsHaveNoWindows() {
    #expect(Pooling(window: [2, 2], ignoresBorder: false).outputShape([0, 5]) == [0, 3])
    let padded = Pooling(window: [3, 3], padding: [2, 2], ignoresBorder: true)
    #expect(padded.outputShape([4, 0, 5]) == [4, 0, 3])
  }

  @Test func paddingWithoutEndIsRefused() {
    let pooling = Pooling(
      window: [.max, 2], stride: [1, 1], padding: [.max - 1, 0], ignoresBorder: true)
    #expect(throws: OperandError.shapeInvalid(operation: "maxPool2d", shape: [.max, 2])) {
      try Operation.pool2d(pooling).resultTypes(of: [float([5, 2])])
    }
  }

  @Test(arguments: [([2, 2], ElementType.uint8), ([4, 4], .uint16), ([5, 6], .uint32)])
  func blocks(window: [Int], mask: ElementType) throws {
    let pooling = Pooling(window: window, ignoresBorder: true)
    let convolution = Convolution()
    let (input, filters) = (float([8, 3, 64, 64]), float([20, 3, 5, 5]))
    let pooled = float(pooling.outputShape([8, 20, 60, 60]))
    let bits = TensorType(mask, pooled.shape)
    let block = ConvolutionBlock(
      convolution: convolution, pooling: pooling, hasBias: true, keepsMask: true)
    #expect(
      try Operation.convolutionBlock(block).resultTypes(of: [input, filters, float([1, 20, 1, 1])])
        == [pooled, bits])
    #expect(
      try Operation.convolutionBlockInputGradient(
        convolution, pooling, inputShape: input.shape
      ).resultTypes(of: [filters, pooled, bits]) == [input])
    #expect(
      try Operation.convolutionBlockFilterGradient(
        convolution, pooling, filterShape: filters.shape
      ).resultTypes(of: [input, pooled, bits]) == [filters])
    #expect(
      try Operation.convolutionBlockBiasGradient.resultTypes(of: [pooled, bits]) == [float([20])])
  }

  @Test func blocksOfSumsAndWithoutPooling() throws {
    let convolution = Convolution()
    let (input, filters) = (float([8, 3, 14, 14]), float([20, 3, 5, 5]))
    let (convolved, pooled) = (float([8, 20, 10, 10]), float([8, 20, 5, 5]))
    let sum = Pooling(.sum, window: [2, 2], ignoresBorder: true)
    let sums = ConvolutionBlock(convolution: convolution, pooling: sum)
    #expect(try Operation.convolutionBlock(sums).resultTypes(of: [input, filters]) == [pooled])
    let bare = ConvolutionBlock(convolution: convolution, activation: .relu, keepsSums: true)
    #expect(
      try Operation.convolutionBlock(bare).resultTypes(of: [input, filters])
        == [convolved, convolved])
    #expect(
      try Operation.convolutionBlockInputGradient(convolution, sum, inputShape: input.shape)
        .resultTypes(of: [filters, pooled]) == [input])
    #expect(
      try Operation.convolutionBlockFilterGradient(convolution, sum, filterShape: filters.shape)
        .resultTypes(of: [input, pooled]) == [filters])
  }

  @Test(arguments: [[6, 6], [.max, 2]])
  func windowsOfMoreThan32PositionsHaveNoMask(window: [Int]) {
    #expect(Pooling(window: window, ignoresBorder: true).maskElementType == nil)
  }
}
