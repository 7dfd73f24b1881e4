import GraphIR
import Testing

/// Each error as an operation makes it, word for word.
@Suite struct OperandErrorTests {
  private static func float(_ shape: Shape) -> TensorType { TensorType(.float, shape) }
  private static func int(_ shape: Shape) -> TensorType { TensorType(.int32, shape) }

  private func expect(
    _ words: String, _ operation: GraphIR.Operation, _ operands: TensorType...,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let error = #expect(throws: OperandError.self, sourceLocation: sourceLocation) {
      try operation.resultTypes(of: operands)
    }
    #expect(error?.description == words, sourceLocation: sourceLocation)
  }

  private let float = OperandErrorTests.float
  private let int = OperandErrorTests.int
  private let dot = Operation.dot(transposesLeft: false, transposesRight: false)
  private let pooling = Pooling(window: [2, 2], ignoresBorder: true)

  @Test func count() {
    expect("dot: expected 2 operands, got 1", dot, float([2, 2]))
    expect("softmax: expected 1 operand, got 0", .softmax)
  }

  @Test func parts() {
    expect(
      "slice: positions 1 ..< 4 do not exist in shape (3,)",
      .slice(Slicing(starts: [1], steps: [1], extents: [3])), float([3]))
    expect(
      "slice: positions 0 ..> -4 by -2 do not exist in shape (3,)",
      .slice(Slicing(starts: [0], steps: [-2], extents: [2])), float([3]))
    expect(
      "place: positions 0 ..< 2 do not exist in shape (1,)",
      .place(Slicing(starts: [0], steps: [1], extents: [2]), [1]), float([2]))
    expect(
      "place: operand of shape (2,); expected (1,)",
      .place(Slicing(starts: [0], steps: [1], extents: [1]), [4]), float([2]))
    expect(
      "concatenate: the operands are Float and Int32; expected equal element types (use cast)",
      .concatenate(axis: 0, count: 2), float([2]), int([2]))
    expect(
      "concatenate: shapes (2,) and (2, 2) do not join along axis 0; "
        + "expected equal extents along every other axis",
      .concatenate(axis: 0, count: 2), float([2]), float([2, 2]))
    expect(
      "take: the operand is Float (2,); expected integer elements", .take(), float([2]), float([2]))
    expect(
      "take: second operand of shape (3, 4); expected (2, 4)", .take(batchAxes: 1), float([2, 3]),
      int([3, 4]))
    expect(
      "take: second operand of shape (); expected (2,)", .take(batchAxes: 1), float([2, 3]),
      int([]))
    expect(
      "take: first operand of shape (2,); expected 2 axes", .take(batchAxes: 1), float([2]),
      int([2]))
    for axes in [Int.max, .min, -1] {
      #expect(throws: OperandError.self) {
        try Operation.take(batchAxes: axes).resultTypes(of: [float([2]), int([2])])
      }
      #expect(throws: OperandError.self) {
        try Operation.scatterAdd(rows: 2, batchAxes: axes).resultTypes(of: [float([2]), int([2])])
      }
    }
    expect(
      "scatterAdd: second operand of shape (2,); expected 2 axes",
      .scatterAdd(rows: 5, batchAxes: 2), float([2]), int([2]))
    expect(
      "scatterAdd: first operand of shape (2, 3); expected (4, 3)",
      .scatterAdd(rows: 5), float([2, 3]), int([4]))
    expect(
      "scatterAdd: the operand is Bool (2,); expected numeric elements",
      .scatterAdd(rows: 5), TensorType(.bool, [2]), int([2]))
    expect(
      "min: axis 0 of shape (0, 3) is empty; expected at least 1 element",
      .reduce(.minimum, axes: [0], keepsDimensions: false), float([0, 3]))
    expect(
      "iota: shape (-1,) is not possible; expected extents of at least 0 and a size that can be addressed",
      .iota([-1]))
    expect(
      "where: the operands are Float and Int32; expected equal element types (use cast)",
      .elementwise(.select, [2]), TensorType(.bool, [2]), float([2]), int([2]))
    expect(
      "where: the operand is Float (2,); expected Bool elements",
      .elementwise(.select, [2]), float([2]), float([2]), float([2]))
    expect(
      "logicalNot: the operand is Float (2,); expected Bool elements",
      .elementwise(.logicalNot, [2]), float([2]))
    expect(
      "uniform: the operand is Int32 (2,); expected Int64 elements",
      .elementwise(.uniform(.float), [2]), int([2]), int([2]))
  }

  @Test func elementTypesDiffer() {
    expect(
      "add: the operands are Float and Int32; expected equal element types (use cast)",
      .elementwise(.add, [2]), float([2]), int([2]))
    expect(
      "dot: the operands are Float and Double; expected equal element types (use cast)",
      dot, float([1, 1]), TensorType(.double, [1, 1]))
    expect(
      "conv2dInputGradient: the operands are Float and Double; expected equal element types (use cast)",
      .conv2dInputGradient(Convolution(), inputShape: [1, 1, 1, 1]), float([1, 1, 1, 1]),
      TensorType(.double, [1, 1, 1, 1]))
    expect(
      "conv2dFilterGradient: the operands are Float and Double; expected equal element types (use cast)",
      .conv2dFilterGradient(Convolution(), filterShape: [1, 1, 1, 1]), float([1, 1, 1, 1]),
      TensorType(.double, [1, 1, 1, 1]))
  }

  @Test func elementTypeUnsupported() {
    expect(
      "exp: the operand is Int32 (3,); expected Float or Double elements",
      .elementwise(.exp, [3]), int([3]))
    expect(
      "negate: the operand is Bool (); expected numeric elements",
      .elementwise(.negate, []), TensorType(.bool, []))
    expect(
      "sum: the operand is Bool (2,); expected numeric elements",
      .reduce(.sum, axes: [0], keepsDimensions: false), TensorType(.bool, [2]))
    expect(
      "gatherByLabel: the operand is Float (2,); expected integer elements",
      .gatherByLabel, float([2, 5]), float([2]))
    expect(
      "slice: the operand is Float (); expected integer elements",
      .sliceRows(count: 1), float([2]), float([]))
    expect(
      "maxPool2d: the operand is Int64 (2, 2); expected Float or Double elements",
      .pool2d(pooling), TensorType(.int64, [2, 2]))
  }

  @Test func shapesDoNotBroadcast() throws {
    var builder = GraphBuilder()
    let here = sourceLocation(1)
    let a = try builder.add(.input(0, float([3, 2])), at: here)
    let b = try builder.add(.input(1, float([3])), at: here)
    let error = #expect(throws: OperandError.self) { try builder.add(.add, [a, b], at: here) }
    #expect(
      error?.description
        == "add: shapes (3, 2) and (3,) do not broadcast; "
        + "expected equal extents, or 1, along each axis counted from the last")
    #expect(builder.nodes.count == 2)
  }

  @Test func doesNotBroadcast() {
    expect(
      "broadcast: shape (2,) does not broadcast to (3,)",
      .elementwise(.identity, [3]), float([2]))
    expect(
      "broadcast: shape (2, 3) does not broadcast to (3,)",
      .elementwise(.identity, [3]), float([2, 3]))
  }

  @Test func rank() {
    expect("softmax: operand of shape (3,); expected 2 axes", .softmax, float([3]))
    expect(
      "softmaxGradient: operand of shape (3,); expected 2 axes",
      .softmaxGradient, float([3]), float([3]))
    expect("dot: left operand of shape (3,); expected 2 axes", dot, float([3]), float([3, 3]))
    expect("dot: right operand of shape (); expected 2 axes", dot, float([3, 3]), float([]))
    expect(
      "conv2d: input of shape (500, 784); expected 4 axes",
      .conv2d(Convolution()), float([500, 784]), float([1, 1, 1, 1]))
    expect(
      "conv2d: filters of shape (5, 5); expected 4 axes",
      .conv2d(Convolution()), float([1, 1, 9, 9]), float([5, 5]))
    expect(
      "scatterByLabel: first operand of shape (); expected 1 axis",
      .scatterByLabel(classes: 3), float([]), int([]))
    expect(
      "maxPool2d: operand of shape (5,); expected at least 2 axes", .pool2d(pooling), float([5]))
  }

  @Test func shapesDiffer() {
    expect(
      "gatherByLabel: labels of shape (3,); expected (2,)",
      .gatherByLabel, float([2, 5]), int([3]))
    expect(
      "softmaxGradient: gradient of shape (2, 4); expected (2, 3)",
      .softmaxGradient, float([2, 3]), float([2, 4]))
    expect(
      "maxPool2dGradient: maxima of shape (4, 4); expected (2, 2)",
      .maxPool2dGradient(pooling), float([4, 4]), float([4, 4]), float([2, 2]))
    expect(
      "maxPool2dMaskedSum: values of shape (2, 2); expected (4, 4)",
      .maxPool2dMaskedSum(pooling), float([4, 4]), float([2, 2]), float([2, 2]))
    expect(
      "averagePool2dGradient: gradient of shape (4, 4); expected (2, 2)",
      .pool2dGradient(
        Pooling(.averageExcludingPadding, window: [2, 2], ignoresBorder: true), inputShape: [4, 4]),
      float([4, 4]))
    expect(
      "conv2dInputGradient: gradient of shape (8, 3, 4, 4); expected (8, 2, 4, 4)",
      .conv2dInputGradient(Convolution(), inputShape: [8, 1, 6, 6]), float([2, 1, 3, 3]),
      float([8, 3, 4, 4]))
    expect(
      "conv2dFilterGradient: gradient of shape (7, 2, 9, 4); expected (8, 2, 6, 4)",
      .conv2dFilterGradient(Convolution(), filterShape: [2, 1, 1, 3]), float([8, 1, 6, 6]),
      float([7, 2, 9, 4]))
    expect(
      "convolutionBlock: bias of shape (3,); expected (2,)",
      .convolutionBlock(
        ConvolutionBlock(convolution: Convolution(), pooling: pooling, hasBias: true)),
      float([1, 1, 4, 4]), float([2, 1, 1, 1]), float([3]))
    expect(
      "convolutionBlockInputGradient: mask of shape (1, 2, 1, 1); expected (1, 2, 2, 2)",
      .convolutionBlockInputGradient(Convolution(), pooling, inputShape: [1, 1, 4, 4]),
      float([2, 1, 1, 1]), float([1, 2, 2, 2]), TensorType(.uint8, [1, 2, 1, 1]))
    expect(
      "convolutionBlockFilterGradient: gradient of shape (1, 2, 1, 1); expected (1, 2, 2, 2)",
      .convolutionBlockFilterGradient(Convolution(), pooling, filterShape: [2, 1, 1, 1]),
      float([1, 1, 4, 4]), float([1, 2, 1, 1]), TensorType(.uint8, [1, 2, 2, 2]))
  }

  @Test func elementCountsDiffer() {
    expect(
      "reshape: shape (2, 3) has 6 elements, (4,) has 4; expected equal counts",
      .reshape([4]), float([2, 3]))
  }

  @Test func planes() {
    expect(
      "planeMoments: operand of shape (2, 3); expected 4 axes", .planeMoments, float([2, 3]))
    expect(
      "planeMoments: the operand is Int32 (1, 2, 3, 4); expected Float or Double elements",
      .planeMoments,
      TensorType(.int32, [1, 2, 3, 4]))
  }

  @Test func axes() {
    expect(
      "sum: axis 2 does not exist in shape (2, 3)",
      .reduce(.sum, axes: [2], keepsDimensions: false), float([2, 3]))
    expect("argmax: axis -1 does not exist in shape (2, 3)", .argmax(axis: -1), float([2, 3]))
    expect(
      "dimshuffle: axis 0 of shape (2, 3) is named twice", .dimshuffle([0, 1, 0]), float([2, 3]))
    expect(
      "dimshuffle: axis 1 of shape (2, 3) is left out; expected extent 1 there",
      .dimshuffle([0]), float([2, 3]))
  }

  @Test(arguments: [(4, [3, 2]), (-1, [3, 2]), (0, [])] as [(Int, Shape)])
  func sliceTooLong(count: Int, shape: Shape) {
    expect(
      "slice: \(count) rows of shape \(shape); "
        + "expected a tensor with axes and at most as many rows as it has",
      .sliceRows(count: count), float(shape), int([]))
  }

  @Test func innerExtentsDiffer() {
    expect(
      "dot: shapes (2, 3) and (2, 3); "
        + "expected the last extent of the left to equal the first of the right",
      dot, float([2, 3]), float([2, 3]))
    // Shapes are shown as they are after transposing.
    expect(
      "dot: shapes (3, 2) and (3, 2); "
        + "expected the last extent of the left to equal the first of the right",
      .dot(transposesLeft: true, transposesRight: true), float([2, 3]), float([2, 3]))
  }

  @Test func convolutionsThatDoNotFit() {
    expect(
      "conv2d: the input (1, 3, 9, 9) has 3 channels and the filters (2, 4, 5, 5) have 4; "
        + "expected equal channels (axis 1)",
      .conv2d(Convolution()), float([1, 3, 9, 9]), float([2, 4, 5, 5]))
    expect(
      "conv2d: the filters (2, 1, 5, 5) do not fit in the input (1, 1, 9, 4); "
        + "expected at least one output along H and W",
      .conv2d(Convolution()), float([1, 1, 9, 4]), float([2, 1, 5, 5]))
    expect(
      "conv2d: the filters (2, 1, 5, 5) with dilation [1, 3] do not fit in the input (1, 1, 9, 12); "
        + "expected at least one output along H and W",
      .conv2d(Convolution(dilation: [1, 3])), float([1, 1, 9, 12]), float([2, 1, 5, 5]))
    expect(
      "conv2d: the filters (2, 1, 3, 3) with dilation [1, \(Int.max)] do not fit in the input "
        + "(1, 1, 9, 12); expected at least one output along H and W",
      .conv2d(Convolution(dilation: [1, .max])), float([1, 1, 9, 12]), float([2, 1, 3, 3]))
    expect(
      "conv2d: input of shape (1, 1, 0, 4); expected images of at least one row and one column",
      .conv2d(Convolution(padding: .init(before: [3, 0], after: [3, 0]))), float([1, 1, 0, 4]),
      float([2, 1, 3, 3]))
  }

  @Test func convolutionsThatDoNotExist() {
    let (input, filters) = (float([1, 6, 9, 9]), float([4, 6, 5, 5]))
    expect(
      "conv2d: stride [0, 1]; expected two steps of at least 1 each",
      .conv2d(Convolution(stride: [0, 1])), input, filters)
    expect(
      "conv2d: dilation [1]; expected two steps of at least 1 each",
      .conv2d(Convolution(dilation: [1])), input, filters)
    for groups in [-1, 0, 3, 4] {
      expect(
        "conv2d: \(groups) groups of 6 channels and 4 filters; "
          + "expected a number of groups that divides both",
        .conv2d(Convolution(groups: groups)), input, filters)
    }
    expect(
      "conv2d: the input (1, 6, 9, 9) has 3 channels in each of 2 groups and the filters "
        + "(4, 6, 5, 5) have 6; expected equal channels (axis 1)",
      .conv2d(Convolution(groups: 2)), input, filters)
  }

  @Test func windowInvalid() {
    expect(
      "maxPool2d: window [0, 2] with stride [1, 1]; expected two extents of at least 1 each",
      .pool2d(Pooling(window: [0, 2], stride: [1, 1], ignoresBorder: true)), float([2, 2]))
    expect(
      "maxPool2d: window [2] with stride [2]; expected two extents of at least 1 each",
      .pool2d(Pooling(window: [2], ignoresBorder: true)), float([2, 2]))
  }

  @Test func windowPaddingInvalid() {
    for padding in [[2, 0], [0, -1], [.max, 0], [1]] {
      let pooling = Pooling(.sum, window: [2, 2], padding: padding, ignoresBorder: true)
      expect(
        "sumPool2d: padding \(padding) around windows of [2, 2]; "
          + "expected two extents of at least 0, each less than the window's",
        .pool2d(pooling), float([4, 4]))
    }
  }

  @Test func borderKeptWithPadding() {
    let pooling = Pooling(window: [2, 2], padding: [0, 1], ignoresBorder: false)
    expect(
      "maxPool2d: padding [0, 1] with ignoreBorder: false; expected no padding, or ignoreBorder: true",
      .pool2d(pooling), float([4, 4]))
  }

  @Test func windowTooLargeForMask() {
    let pooling = Pooling(window: [6, 6], ignoresBorder: true)
    let block = ConvolutionBlock(
      convolution: Convolution(), pooling: pooling, keepsMask: true)
    expect(
      "convolutionBlock: window [6, 6]; expected at most 32 positions, a bit for each",
      .convolutionBlock(block), float([1, 1, 8, 8]), float([1, 1, 3, 3]))
  }

  @Test func paddedImagesAreImpossible() {
    // The padding of images is part of them.
    let padding = 1 << 40
    expect(
      "maxPool2d: shape (1, \(1 + 2 * padding), \(1 + 2 * padding)) is not possible; "
        + "expected extents of at least 0 and a size that can be addressed",
      .pool2d(
        Pooling(
          window: [padding + 1, padding + 1], padding: [padding, padding], ignoresBorder: true)),
      float([1, 1, 1]))
  }

  @Test func tooManyProducts() {
    let side = 1 << 22
    expect(
      "dot: shapes (\(side), \(side)) and (\(side), \(side)) take more products than any machine "
        + "computes; expected at most 4503599627370496",
      dot, float([side, side]), float([side, side]))
    let (images, filters): (Shape, Shape) = ([1, 1, 1 << 19, 1 << 19], [1, 1, 1 << 18, 1 << 18])
    expect(
      "conv2d: shapes \(images) and \(filters) take more products than any machine computes; "
        + "expected at most 4503599627370496",
      .conv2d(Convolution()), float(images), float(filters))
  }

  @Test func poolingModeUnsupported() {
    expect(
      "maxPool2dGradient: a pooling of mode max; expected a sum or an average",
      .pool2dGradient(pooling, inputShape: [4, 4]), float([2, 2]))
    let sum = Pooling(.sum, window: [2, 2], ignoresBorder: true)
    for operation in [GraphIR.Operation.maxPool2dGradient(sum), .maxPool2dMaskedSum(sum)] {
      expect(
        "\(operation.name): a pooling of mode sum; expected maxima",
        operation, float([4, 4]), float([2, 2]), float([2, 2]))
    }
  }

  @Test func shapeInvalid() {
    let expected = "expected extents of at least 0 and a size that can be addressed"
    expect(
      "reshape: shape (-2, -3) is not possible; \(expected)", .reshape([-2, -3]), float([2, 3]))
    expect("input: shape (-1,) is not possible; \(expected)", .input(0, float([-1])))
    expect(
      "shared: shape (0, 4294967296, 4294967296) is not possible; \(expected)",
      .shared(0, float([0, 4_294_967_296, 4_294_967_296])))
    expect(
      "broadcast: shape (\(1 << 60),) is not possible; \(expected)",
      .elementwise(.identity, [1 << 60]), float([]))
    expect(
      "slice: positions 0 ..< -2 by \(Int.max) do not exist in shape (3,)",
      .slice(Slicing(starts: [0], steps: [.max], extents: [2])), float([3]))
    expect(
      "broadcast: shape (4294967296, 4294967296) is not possible; \(expected)",
      .elementwise(.identity, [4_294_967_296, 4_294_967_296]), float([]))
  }
}
