import GraphIR
import GraphPasses
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

/// The direct gradient at the filters of a convolution, compiled and compared with the interpreter:
/// with padding, and at the ends of tiles, bands and groups of images.
@Suite struct FilterGradientTests {
  private static let direct = Result { try Optimization.full.excluding("use-winograd") }

  private static func padding(_ before: [Int], _ after: [Int]) -> Convolution.Padding {
    Convolution.Padding(before: before, after: after)
  }

  typealias Mode = ConvolutionTests.Mode

  private static let padded = [
    Mode(convolution: Convolution(padding: padding([1, 2], [2, 0]))),
    Mode(convolution: Convolution(stride: [2, 3], padding: padding([2, 0], [1, 3]))),
    Mode(
      convolution: Convolution(
        dilation: [2, 3], flipsFilters: false, padding: padding([0, 4], [3, 1]))),
    // Steps and dilation with a common divisor, of which the padding is no multiple.
    Mode(
      images: [3, 5, 12, 11], filters: [6, 5, 3, 2],
      convolution: Convolution(
        stride: [2, 4], dilation: [4, 2], padding: padding([3, 1], [2, 5]))),
    // One tap, of which every second row and every third column are read.
    Mode(
      images: [17, 5, 8, 9], filters: [9, 5, 1, 1],
      convolution: Convolution(stride: [2, 3], padding: padding([1, 2], [1, 1]))),
    Mode(
      images: [5, 6, 7, 6], filters: [9, 2, 2, 3],
      convolution: Convolution(stride: [2, 1], groups: 3, padding: padding([0, 1], [1, 2]))),
    // Each channel by itself, for one filter and for two.
    Mode(
      images: [18, 5, 20, 19], filters: [5, 1, 3, 3],
      convolution: Convolution(groups: 5, padding: padding([1, 1], [1, 1]))),
    Mode(
      images: [2, 3, 9, 8], filters: [6, 1, 3, 3],
      convolution: Convolution(
        stride: [2, 2], dilation: [1, 2], groups: 3, padding: padding([1, 2], [0, 1]))),
    // More zeros than filters are wide: some outputs see nothing else.
    Mode(
      images: [2, 2, 2, 3], filters: [3, 2, 2, 2],
      convolution: Convolution(padding: padding([3, 4], [5, 2]))),
  ]

  private static let extents = [
    // Several groups of images at a time, the last time fewer.
    Mode(images: [700, 3, 4, 4], filters: [5, 3, 2, 2]),
    // Bands of rows of which the last is smaller, with windows of three rows.
    Mode(
      images: [3, 5, 25, 31], filters: [6, 5, 3, 3],
      pooling: Pooling(window: [3, 2], ignoresBorder: true)),
    Mode(
      images: [2, 4, 40, 33], filters: [4, 4, 1, 2], convolution: Convolution(stride: [1, 2]),
      pooling: Pooling(window: [5, 1], ignoresBorder: true)),
    // More channels than are held at a time, and a part of a tile of them.
    Mode(images: [2, 301, 9, 9], filters: [5, 301, 2, 2]),
    // More taps than a tile has, of one filter and of several.
    Mode(images: [3, 2, 9, 26], filters: [2, 1, 5, 19], convolution: Convolution(groups: 2)),
    Mode(images: [3, 1, 21, 9], filters: [7, 1, 17, 1]),
    // One image, and rows that are longer than what is worked on at a time.
    Mode(
      images: [1, 1, 1, 900], filters: [3, 1, 1, 5],
      pooling: Pooling(window: [1, 2], ignoresBorder: true)),
  ]

  private static let targets: [ConvolutionTests.Target] = [
    (.float, 64), (.double, 32), (.float, 16),
  ]

  /// The gradient alone, and through a pooling by a mask.
  private static func graph(_ mode: Mode, _ element: ElementType) throws -> Graph {
    var builder = GraphBuilder()
    let output = mode.convolution.outputShape(input: mode.images, filters: mode.filters)
    let pooled = mode.pooling.outputShape(output)
    let types = [
      TensorType(element, mode.images), TensorType(element, output), TensorType(element, pooled),
      TensorType(try #require(mode.pooling.maskElementType), pooled),
    ]
    let inputs = try types.enumerated().map { try builder.add(.input($0, $1), at: here) }
    let results = [
      try builder.add(
        .conv2dFilterGradient(mode.convolution, filterShape: mode.filters), [inputs[0], inputs[1]],
        name: "dw", at: here),
      try builder.add(
        .convolutionBlockFilterGradient(mode.convolution, mode.pooling, filterShape: mode.filters),
        [inputs[0], inputs[2], inputs[3]], name: "block_dw", at: here),
    ]
    return builder.graph(
      name: "filter_gradients", roots: results.enumerated().map { Graph.Root(.output($0), $1) })
  }

  private static func inputs(
    of graph: Graph, _ mode: Mode, using generator: inout SeededGenerator
  ) -> [NumericArray] {
    graph.nodes.compactMap { node -> NumericArray? in
      guard case .input(_, let type) = node.operation else { return nil }
      let array = KernelTests.random(
        type, integersBelow: 1 << mode.pooling.window.reduce(1, *), using: &generator)
      return NumericArray(type: type, encoded: array.encoded)
    }
  }

  private func compare(
    _ mode: Mode, _ target: ConvolutionTests.Target, isExact: Bool
  ) throws {
    var generator = SeededGenerator.announced(mode.testDescription)
    let graph = try Self.graph(mode, target.element)
    let inputs = Self.inputs(of: graph, mode, using: &generator)
    let compiled = try CompiledGraph(
      graph, vectorBytes: target.vectorBytes, isExact: isExact, optimization: Self.direct.get())
    let found = try compiled.evaluate(inputs: inputs)
    let expected = try Interpreter().evaluate(graph, inputs: inputs, shared: [])
    for (found, expected) in zip(found, expected) { KernelTests.expectClose(found, expected) }
  }

  @Test(arguments: padded + extents, targets)
  func everyMode(_ mode: Mode, target: ConvolutionTests.Target) throws {
    try compare(mode, target, isExact: target.vectorBytes == 32)
  }

  @Test func threadsDoNotChangeABit() throws {
    let mode = Mode(
      images: [83, 6, 12, 12], filters: [9, 6, 3, 3],
      convolution: Convolution(stride: [2, 1], padding: Self.padding([1, 1], [1, 1])))
    var generator = SeededGenerator(seed: 7)
    let graph = try Self.graph(mode, .float)
    let inputs = Self.inputs(of: graph, mode, using: &generator)
    let compiled = try CompiledGraph(graph)
    let one = try compiled.evaluate(inputs: inputs, threads: 1)
    for threads in [2, 3, 5] {
      let several = try compiled.evaluate(inputs: inputs, threads: threads)
      for (one, several) in zip(one, several) { #expect(one.values == several.values) }
    }
  }

  /// Neither the registers nor the caches decide in which order terms are added.
  @Test func machinesDoNotChangeABit() throws {
    let mode = Mode(
      images: [40, 70, 9, 9], filters: [5, 70, 3, 3], convolution: Convolution(stride: [2, 1]))
    var generator = SeededGenerator(seed: 8)
    let graph = try Self.graph(mode, .float)
    let inputs = Self.inputs(of: graph, mode, using: &generator)
    let results = try [64, 32, 16].map {
      try CompiledGraph(graph, vectorBytes: $0).evaluate(inputs: inputs).map(\.values)
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
    var target = Target(registerBytes: 64)
    func kernel() throws -> ConvolutionFilterGradientKernel {
      let bodies = try Lowering.schedule(graph, for: target).kernels.map(\.body)
      return try #require(
        bodies.lazy.compactMap {
          if case .convolutionFilterGradient(let kernel) = $0 { kernel } else { nil }
        }.first)
    }
    let large = try kernel()
    target.l2Bytes /= 8
    let small = try kernel()
    #expect(small.channelsAtOnce < large.channelsAtOnce)
    #expect(small.bandRows == large.bandRows)
    #expect(small.blocksAtOnce == large.blocksAtOnce)
  }
}
