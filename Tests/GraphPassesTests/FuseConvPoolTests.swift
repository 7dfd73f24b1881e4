import Autodiff
import GraphIR
import Interpreter
import TestSupport
import Testing

@testable import GraphPasses

@Suite struct FuseConvPoolTests {
  /// A layer of two filters of 3 x 3 on an image of 6 x 8.
  private struct Layer {
    var builder = GraphBuilder()
    let input: Value
    let filters: Value
    let bias: Value
    let convolved: Value
    let pooled: Value

    init(
      _ pooling: Pooling = Pooling(window: [2, 2], ignoresBorder: true),
      image: Shape = [2, 1, 6, 8]
    ) throws {
      input = try builder.input(0, image, name: "x")
      filters = try builder.shared(0, [2, 1, 3, 3])
      bias = try builder.shared(1, [2])
      convolved = try builder.apply(.conv2d(Convolution()), input, filters)
      pooled = try builder.apply(.pool2d(pooling), convolved)
    }

    mutating func biasForEachChannel() throws -> Value {
      try builder.apply(.dimshuffle([nil, 0, nil, nil]), bias)
    }

    /// Adds the sum of a value's squares, as a cost, and its gradients.
    mutating func gradients(
      of value: Value, withRespectTo parameters: Value...
    ) throws -> [Value] {
      let square = try builder.apply(.multiply, value, value)
      let cost = try builder.apply(
        .reduce(.sum, axes: [0, 1, 2, 3], keepsDimensions: false), square)
      return try Autodiff.gradients(of: cost, withRespectTo: parameters, adding: &builder)
    }
  }

  /// The names of the operations that are left.
  private func fused(_ graph: Graph) throws -> [String] {
    try GraphVerifier(after: "building the graph").verify(graph)
    let result = try Pass.fuseConvPool.run(graph)
    try GraphVerifier(after: Pass.fuseConvPool.name).verify(result)
    #expect(try Pass.fuseConvPool.run(result).isIdentical(to: result))
    var generator = SeededGenerator.announced()
    try expectSameValues(graph, result, using: &generator)
    return try Pass.eliminateDeadCode.run(result).nodes
      .filter { !$0.operation.isSource }.map(\.operation.description)
  }

  @Test func makesOneKernelOfALayer() throws {
    var layer = try Layer()
    let bias = try layer.biasForEachChannel()
    let sum = try layer.builder.apply(.add, layer.pooled, bias)
    let activation = try layer.builder.apply(.tanh, sum, name: "conv1")
    try check(
      .fuseConvPool, layer.builder.graph(activation),
      """
      graph f
      %0 = input(0) : double(2, 1, 6, 8) "x"
      %1 = shared(0) : double(2, 1, 3, 3)
      %2 = shared(1) : double(2,)
      %3 = conv2d %0, %1 : double(2, 2, 4, 6)
      %4 = maxPool2d(window: [2, 2]) %3 : double(2, 2, 2, 3)
      %5 = dimshuffle(x, 0, x, x) %2 : double(1, 2, 1, 1)
      %6 = add %4, %5 : double(2, 2, 2, 3)
      %7 = tanh %6 : double(2, 2, 2, 3) "conv1"
      output 0 = %7
      """,
      becomes: """
        graph f
        %0 = input(0) : double(2, 1, 6, 8) "x"
        %1 = shared(0) : double(2, 1, 3, 3)
        %2 = shared(1) : double(2,)
        %3 = dimshuffle(x, 0, x, x) %2 : double(1, 2, 1, 1)
        %4 = convolutionBlock(window: [2, 2], bias, tanh) %0, %1, %3 : double(2, 2, 2, 3) "conv1"
        output 0 = %4
        """)
  }

  @Test func takesGradientsBackByTheMask() throws {
    var layer = try Layer()
    let bias = try layer.builder.apply(.reshape([1, 2, 1, 1]), layer.bias)
    let sum = try layer.builder.apply(.add, bias, layer.pooled)
    let activation = try layer.builder.apply(.sigmoid, sum)
    let gradients = try layer.gradients(
      of: activation, withRespectTo: layer.filters, layer.bias, layer.input)
    let names = try fused(
      layer.builder.graph(activation, gradients[0], gradients[1], gradients[2]))
    #expect(
      names == [
        "reshape(1, 2, 1, 1)", "convolutionBlock(window: [2, 2], bias, sigmoid, mask)",
        "reshape(1, 1, 1, 1)", "broadcast", "multiply", "multiply", "add", "multiply", "subtract",
        "multiply", "sum(axes: [0, 2, 3])", "reshape(1, 2, 1, 1)", "reshape(2,)",
        "convolutionBlockInputGradient(window: [2, 2])",
        "convolutionBlockFilterGradient(window: [2, 2])",
      ])
  }

  @Test func givesTiedPositionsTheWholeGradient() throws {
    var layer = try Layer()
    let gradients = try layer.gradients(of: layer.pooled, withRespectTo: layer.filters)
    let graph = layer.builder.graph(layer.pooled, gradients[0])
    let result = try Pass.fuseConvPool.run(graph)
    // With a single pixel set, the positions of most windows are tied at 0.
    var pixels = NumericArray(repeating: 0, type: TensorType(.double, [2, 1, 6, 8]))
    pixels.values[20] = 1
    let filters = NumericArray(
      (0..<18).map { Double($0 % 3) - 1 }, [2, 1, 3, 3])
    let bias = NumericArray([0, 0], [2])
    let expected = try Interpreter().evaluate(graph, inputs: [pixels], shared: [filters, bias])
    let found = try Interpreter().evaluate(result, inputs: [pixels], shared: [filters, bias])
    #expect(expected == found)
  }

  @Test func stopsWhereSomebodyElseWantsAValue() throws {
    var layer = try Layer()
    let bias = try layer.biasForEachChannel()
    let sum = try layer.builder.apply(.add, layer.pooled, bias)
    let activation = try layer.builder.apply(.tanh, sum)
    #expect(
      try fused(layer.builder.graph(activation, sum)) == [
        "dimshuffle(x, 0, x, x)", "convolutionBlock(window: [2, 2], bias)", "tanh",
      ])
    #expect(
      try fused(layer.builder.graph(activation, layer.pooled)) == [
        "convolutionBlock(window: [2, 2])", "dimshuffle(x, 0, x, x)", "add", "tanh",
      ])
    #expect(
      try fused(layer.builder.graph(activation, layer.convolved)) == [
        "conv2d", "maxPool2d(window: [2, 2])", "dimshuffle(x, 0, x, x)", "add", "tanh",
      ])
    let other = try layer.builder.apply(.exp, layer.pooled)
    #expect(
      try fused(layer.builder.graph(activation, other)) == [
        "convolutionBlock(window: [2, 2])", "dimshuffle(x, 0, x, x)", "add", "tanh", "exp",
      ])
  }

  @Test func takesOnlyBiasesOfChannels() throws {
    var layer = try Layer()
    let addends: [Shape] = [[2, 1, 1, 1], [1, 2, 2, 3], [3], [2, 2, 2, 3]]
    for (number, shape) in addends.enumerated() {
      let addend = try layer.builder.input(1 + number, shape)
      let sum = try layer.builder.apply(.add, layer.pooled, addend)
      #expect(try fused(layer.builder.graph(sum)) == ["convolutionBlock(window: [2, 2])", "add"])
    }
    let channels = try layer.builder.input(1 + addends.count, [2, 1, 1])
    let sum = try layer.builder.apply(.add, layer.pooled, channels)
    #expect(try fused(layer.builder.graph(sum)) == ["convolutionBlock(window: [2, 2], bias)"])
    let product = try layer.builder.apply(.multiply, layer.pooled, channels)
    #expect(
      try fused(layer.builder.graph(product)) == ["convolutionBlock(window: [2, 2])", "multiply"])
  }

  @Test func leavesOverlappingWindowsAlone() throws {
    for stride in [[1, 1], [2, 1], [3, 3]] {
      let pooling = Pooling(window: [2, 2], stride: stride, ignoresBorder: true)
      let layer = try Layer(pooling)
      #expect(
        try fused(layer.builder.graph(layer.pooled))
          == ["conv2d", "maxPool2d(window: [2, 2], stride: \(stride))"])
    }
  }

  @Test func keepsBordersOnlyIfWindowsTile() throws {
    let pooling = Pooling(window: [2, 2], ignoresBorder: false)
    let tiled = try Layer(pooling)
    #expect(
      try fused(tiled.builder.graph(tiled.pooled))
        == ["convolutionBlock(window: [2, 2], border kept)"])
    for image: Shape in [[2, 1, 7, 8], [2, 1, 6, 9]] {
      let cut = try Layer(pooling, image: image)
      #expect(
        try fused(cut.builder.graph(cut.pooled))
          == ["conv2d", "maxPool2d(window: [2, 2], border kept)"])
      let dropped = try Layer(image: image)
      #expect(
        try fused(dropped.builder.graph(dropped.pooled)) == ["convolutionBlock(window: [2, 2])"])
    }
  }

  @Test func leavesAGradientThatSomebodyElseWantsAlone() throws {
    var layer = try Layer()
    let gradient = try layer.builder.input(1, [2, 2, 2, 3])
    let pooling = Pooling(window: [2, 2], ignoresBorder: true)
    let atConvolution = try layer.builder.apply(
      .maxPool2dGradient(pooling), layer.convolved, layer.pooled, gradient)
    let atFilters = try layer.builder.apply(
      .conv2dFilterGradient(Convolution(), filterShape: [2, 1, 3, 3]), layer.input, atConvolution)
    let unfused = [
      "conv2d", "maxPool2d(window: [2, 2])", "maxPool2dGradient(window: [2, 2])",
      "conv2dFilterGradient",
    ]
    #expect(
      try fused(layer.builder.graph(layer.pooled, atFilters)) == [
        "convolutionBlock(window: [2, 2], mask)",
        "convolutionBlockFilterGradient(window: [2, 2])",
      ])
    #expect(try fused(layer.builder.graph(atConvolution, atFilters)) == unfused)
    let other = try layer.builder.apply(.exp, atConvolution)
    #expect(try fused(layer.builder.graph(atFilters, other)) == unfused + ["exp"])
    // The filter gradient of another convolution with the same output.
    let otherInput = try layer.builder.input(2, [2, 1, 6, 8])
    let elsewhere = try layer.builder.apply(
      .conv2dFilterGradient(Convolution(), filterShape: [2, 1, 3, 3]), otherInput, atConvolution)
    #expect(try fused(layer.builder.graph(elsewhere)) == unfused)
  }

  @Test func leavesWindowsAloneThatHaveTooManyPositionsForAMask() throws {
    let pooling = Pooling(window: [6, 6], ignoresBorder: true)
    var layer = try Layer(pooling, image: [2, 1, 8, 8])
    let forward = try fused(layer.builder.graph(layer.pooled))
    #expect(forward == ["convolutionBlock(window: [6, 6])"])
    let gradients = try layer.gradients(of: layer.pooled, withRespectTo: layer.filters)
    let names = try fused(layer.builder.graph(gradients[0]))
    #expect(names.contains("conv2d"))
    #expect(names.contains("conv2dFilterGradient"))
  }

  @Test func leavesWindowsAloneThatAreLargerThanTheLimit() throws {
    let layer = try Layer(Pooling(window: [2, 3], ignoresBorder: true), image: [2, 1, 8, 8])
    let graph = layer.builder.graph(layer.pooled)
    for (positions, names) in [(6, ["convolutionBlock"]), (5, ["conv2d", "maxPool2d"])] {
      var limits = FusionLimits.standard
      limits.windowPositions = positions
      let result = try Pass.eliminateDeadCode.run(Pass.fuseConvPool.run(graph, within: limits))
      #expect(result.nodes.filter { !$0.operation.isSource }.map(\.operation.name) == names)
    }
  }

  @Test func computesTheBlockBeforeAGradientThatComesBeforeTheBias() throws {
    var layer = try Layer()
    let gradient = try layer.builder.input(1, [2, 2, 2, 3])
    let atConvolution = try layer.builder.apply(
      .maxPool2dGradient(Pooling(window: [2, 2], ignoresBorder: true)), layer.convolved,
      layer.pooled, gradient)
    let atFilters = try layer.builder.apply(
      .conv2dFilterGradient(Convolution(), filterShape: [2, 1, 3, 3]), layer.input, atConvolution)
    let early = try layer.builder.apply(.add, layer.pooled, layer.builder.input(2, [2, 1, 1]))
    #expect(
      try fused(layer.builder.graph(atFilters, early)) == [
        "convolutionBlock(window: [2, 2], mask)",
        "convolutionBlockFilterGradient(window: [2, 2])", "add",
      ])
    // The bias is the gradient itself, so the block cannot wait for it.
    let sums = try layer.builder.apply(
      .reduce(.sum, axes: [1, 2, 3], keepsDimensions: false), atFilters)
    let bias = try layer.builder.apply(.reshape([2, 1, 1]), sums)
    let late = try layer.builder.apply(.add, layer.pooled, bias)
    #expect(
      try fused(layer.builder.graph(late)) == [
        "convolutionBlock(window: [2, 2], mask)",
        "convolutionBlockFilterGradient(window: [2, 2])", "sum(axes: [1, 2, 3])",
        "reshape(2, 1, 1)", "add",
      ])
  }
}
