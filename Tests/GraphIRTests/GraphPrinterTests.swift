import Diagnostics
import GraphIR
import Testing

@Suite struct GraphPrinterTests {
  @Test func printsANodeALine() throws {
    var builder = GraphBuilder()
    let x = try builder.add(
      .input(0, TensorType(.float, [500, 1, 28, 28])), name: "x", at: sourceLocation(1))
    let w = try builder.add(
      .shared(0, TensorType(.float, [20, 1, 5, 5])), name: "W", at: sourceLocation(2))
    let block = ConvolutionBlock(
      convolution: Convolution(), pooling: Pooling(window: [2, 2], ignoresBorder: true),
      activation: .tanh, keepsMask: true)
    let layer = try builder.add(.convolutionBlock(block), [x, w], at: sourceLocation(3))
    let half = try builder.constant(0.5, TensorType(.float, []), at: sourceLocation(4))
    let scaled = try builder.add(.multiply, [w, half], at: sourceLocation(4))
    builder.name(scaled, "decayed")
    let graph = builder.graph(
      name: "train",
      roots: [
        .init(.output(0), layer), .init(.output(1), Value(node: layer.node, result: 1)),
        .init(.update(shared: 0), scaled),
      ])
    #expect(
      graph.description == """
        graph train
        %0 = input(0) : float(500, 1, 28, 28) "x"
        %1 = shared(0) : float(20, 1, 5, 5) "W"
        %2 = convolutionBlock(window: [2, 2], tanh, mask) %0, %1 : \
        float(500, 20, 12, 12), uint8(500, 20, 12, 12)
        %3 = constant(0.5) : float()
        %4 = multiply %1, %3 : float(20, 1, 5, 5) "decayed"
        output 0 = %2.0
        output 1 = %2.1
        update 0 = %4

        """)
    #expect(graph[scaled].location.line == 4)
  }

  private static let pooling = Pooling(window: [2, 2], ignoresBorder: true)
  private static let unflipped = Convolution(flipsFilters: false)
  private static let everything = Convolution(
    stride: [2, 1], dilation: [1, 3], groups: 2, flipsFilters: false)

  @Test(
    arguments: [
      (.elementwise(.cast(.int32), [2]), "cast(int32)"),
      (.elementwise(.identity, [2]), "broadcast"),
      (
        .elementwise(
          ScalarProgram(
            operandCount: 2, steps: [.init(.multiply, [0, 1]), .init(.tanh, [2])]), [2]),
        "elementwise { t2 = multiply a0 a1; tanh t2 }"
      ),
      (
        .elementwise(ScalarProgram(operandCount: 1, steps: [.init(.add, [0, 0])]), [2]),
        "elementwise { add a0 a0 }"
      ),
      (.reshape([500, 784]), "reshape(500, 784)"),
      (.dimshuffle([nil, 0, nil]), "dimshuffle(x, 0, x)"),
      (.sliceRows(count: 500), "sliceRows(500)"),
      (.gatherByLabel, "gatherByLabel"),
      (.scatterByLabel(classes: 10), "scatterByLabel(10)"),
      (.reduce(.sum, axes: [0, 2], keepsDimensions: true), "sum(axes: [0, 2], keepingDimensions)"),
      (.argmax(axis: 1), "argmax(axis: 1)"), (.planeMoments, "planeMoments"),
      (.dot(transposesLeft: false, transposesRight: false), "dot"),
      (.dot(transposesLeft: true, transposesRight: true), "dot(left transposed, right transposed)"),
      (.softmax, "softmax"), (.softmaxGradient, "softmaxGradient"), (.logSoftmax, "logSoftmax"),
      (.conv2d(Convolution()), "conv2d"),
      (.conv2d(everything), "conv2d(unflipped, stride: [2, 1], dilation: [1, 3], groups: 2)"),
      (
        .conv2dInputGradient(unflipped, inputShape: [1, 1, 4, 4]), "conv2dInputGradient(unflipped)"
      ),
      (.conv2dFilterGradient(Convolution(), filterShape: [1, 1, 3, 3]), "conv2dFilterGradient"),
      (
        .pool2d(Pooling(window: [3, 3], stride: [2, 2], ignoresBorder: false)),
        "maxPool2d(window: [3, 3], stride: [2, 2], border kept)"
      ),
      (.maxPool2dGradient(pooling), "maxPool2dGradient(window: [2, 2])"),
      (.maxPool2dMaskedSum(pooling), "maxPool2dMaskedSum(window: [2, 2])"),
      (
        .pool2d(Pooling(window: [2, 2], padding: [1, 0], ignoresBorder: true, ties: .first)),
        "maxPool2d(window: [2, 2], padding: [1, 0], first of ties)"
      ),
      (.pool2d(Pooling(.sum, window: [2, 2], ignoresBorder: true)), "sumPool2d(window: [2, 2])"),
      (
        .pool2d(Pooling(.averageIncludingPadding, window: [2, 2], ignoresBorder: true)),
        "averagePool2d(window: [2, 2])"
      ),
      (
        .pool2dGradient(
          Pooling(.averageExcludingPadding, window: [2, 2], ignoresBorder: true),
          inputShape: [4, 4]),
        "averagePool2dGradient(window: [2, 2], padding excluded)"
      ),
      (
        .convolutionBlock(
          ConvolutionBlock(convolution: unflipped, pooling: pooling, hasBias: true)),
        "convolutionBlock(unflipped, window: [2, 2], bias)"
      ),
      (
        .convolutionBlock(
          ConvolutionBlock(
            convolution: Convolution(), hasBias: true, activation: .relu, keepsSums: true)),
        "convolutionBlock(bias, relu, sums)"
      ),
      (
        .convolutionBlockInputGradient(
          Convolution(), Pooling(.sum, window: [2, 2], ignoresBorder: true),
          inputShape: [1, 1, 4, 4]),
        "convolutionBlockInputGradient(sum, window: [2, 2])"
      ),
      (.convolutionBlockBiasGradient, "convolutionBlockBiasGradient"),
      (
        .convolutionBlockInputGradient(Convolution(), pooling, inputShape: [1, 1, 4, 4]),
        "convolutionBlockInputGradient(window: [2, 2])"
      ),
      (
        .convolutionBlockFilterGradient(unflipped, pooling, filterShape: [1, 1, 1, 1]),
        "convolutionBlockFilterGradient(unflipped, window: [2, 2])"
      ),
    ] as [(GraphIR.Operation, String)])
  func printsOperations(operation: GraphIR.Operation, text: String) {
    #expect(operation.description == text)
  }

  @Test func printsLiterals() {
    let integers = (0..<10).map { Literal.Scalar.integer($0) }
    #expect(
      Literal(type: TensorType(.int64, [10]), scalars: integers).description
        == "[0, 1, 2, 3, 4, 5, 6, 7, …]")
    #expect(
      Literal(
        type: TensorType(.bool, [2]), scalars: [.boolean(true), .boolean(false)]
      ).description == "[true, false]")
    #expect(Literal(0.1, type: TensorType(.float, [3])).description == "0.10000000149011612")
  }
}
