import GraphIR
import GraphPasses
import Interpreter
import Schedule
import TestSupport
import Testing

/// Element-wise operations that are computed inside convolutions and their gradients as these copy
/// planes: the same bits as through memory, with one kernel fewer.
@Suite struct ConvolutionFusionTests {
  private static let modes = [
    ConvolutionTests.Mode(),
    // Padding stays zero, whatever the program makes of zeros; rows and columns are left out.
    ConvolutionTests.Mode(
      images: [17, 5, 6, 9], filters: [4, 5, 3, 3],
      convolution: Convolution(
        stride: [2, 2], padding: ConvolutionTests.padding(1, 0, 0, 2))),
    ConvolutionTests.Mode(
      images: [18, 7, 5, 8], filters: [9, 7, 1, 1], convolution: Convolution(stride: [2, 2])),
    ConvolutionTests.Mode(
      images: [5, 6, 7, 6], filters: [9, 2, 2, 3],
      convolution: Convolution(
        groups: 3, flipsFilters: false, padding: ConvolutionTests.padding(0, 1, 1, 0))),
    ConvolutionTests.Mode(
      images: [3, 4, 6, 8], filters: [8, 1, 3, 2],
      convolution: Convolution(dilation: [1, 2], groups: 4)),
    // Pieces of columns that share vectors.
    ConvolutionTests.Mode(
      images: [1, 4, 6, 20], filters: [5, 4, 3, 2],
      convolution: Convolution(
        stride: [1, 2], padding: ConvolutionTests.padding(0, 1, 2, 3))),
    ConvolutionTests.Mode(
      images: [2, 3, 6, 13], filters: [6, 3, 2, 3],
      convolution: Convolution(padding: ConvolutionTests.padding(1, 1, 1, 1))),
    ConvolutionTests.Mode(images: [8, 3, 5, 9], filters: [4, 3, 2, 2]),
  ]

  /// A convolution and its gradients of values that others compute: of an input by numbers of its
  /// channels, and of a gradient by numbers of its planes, one number and a literal.
  private static func graph(_ mode: ConvolutionTests.Mode, _ element: ElementType) throws -> Graph {
    var builder = GraphBuilder()
    func input(_ index: Int, _ shape: Shape, _ name: String) throws -> Value {
      try builder.add(.input(index, TensorType(element, shape)), name: name, at: here)
    }
    let output = mode.convolution.outputShape(input: mode.images, filters: mode.filters)
    let w = try input(0, mode.filters, "w")
    let y = try input(1, mode.images, "y")
    let scale = try input(2, [1, mode.images[1], 1, 1], "scale")
    let shift = try input(3, [1, mode.images[1], 1, 1], "shift")
    let g = try input(4, output, "g")
    let share = try input(5, [output[0], output[1], 1, 1], "share")
    let factor = try input(6, [], "factor")
    // Convolutions leave images innermost.
    let mixing = try input(7, [mode.images[1], mode.images[1], 1, 1], "mixing")
    let a = try builder.add(.conv2d(Convolution()), [y, mixing], name: "a", at: here)
    let mixingBack = try input(8, [output[1], output[1], 1, 1], "mixingBack")
    let b = try builder.add(.conv2d(Convolution()), [g, mixingBack], name: "b", at: here)
    let half = try builder.add(
      .constant(Literal(type: TensorType(element, []), scalars: [.real(0.5)])), [], at: here)
    // rectify(a * scale + shift), and (b + share) * factor - 0.5
    let x = try builder.add(
      .elementwise(
        ScalarProgram(
          operandCount: 3,
          steps: [.init(.multiply, [0, 1]), .init(.add, [3, 2]), .init(.rectify, [4])]),
        mode.images), [a, scale, shift], name: "x", at: here)
    let d = try builder.add(
      .elementwise(
        ScalarProgram(
          operandCount: 4,
          steps: [.init(.add, [0, 1]), .init(.multiply, [4, 2]), .init(.subtract, [5, 3])]),
        output), [b, share, factor, half], name: "d", at: here)
    let results = [
      try builder.add(.conv2d(mode.convolution), [x, w], name: "z", at: here),
      try builder.add(
        .conv2dInputGradient(mode.convolution, inputShape: mode.images), [w, d], name: "dx",
        at: here),
      try builder.add(
        .conv2dFilterGradient(mode.convolution, filterShape: mode.filters), [x, d], name: "dw",
        at: here),
    ]
    return builder.graph(
      name: "fused", roots: results.enumerated().map { Graph.Root(.output($0), $1) })
  }

  @Test(arguments: ConvolutionTests.cases(modes))
  func valuesAreComputedAsTheyAreCopied(
    _ mode: ConvolutionTests.Mode, target: ConvolutionTests.Target
  ) throws {
    var generator = SeededGenerator.announced(mode.testDescription)
    let graph = try Self.graph(mode, target.element)
    let inputs = graph.nodes.compactMap { node -> NumericArray? in
      guard case .input(_, let type) = node.operation else { return nil }
      let array = NumericArray.random(type, in: -1...1, using: &generator)
      return NumericArray(type: type, encoded: array.encoded)
    }
    let direct = try Optimization.full.excluding(["use-winograd", "cut-patches"])
    let fused = try CompiledGraph(
      graph, vectorBytes: target.vectorBytes, optimization: direct)
    let separate = try CompiledGraph(
      graph, vectorBytes: target.vectorBytes,
      optimization: direct.excluding("fuse-into-convolutions"))
    #expect(separate.schedule.kernels.count == fused.schedule.kernels.count + 2)
    let expected = try Interpreter().evaluate(graph, inputs: inputs, shared: [])
    let results = try fused.evaluate(inputs: inputs)
    let others = try separate.evaluate(inputs: inputs, threads: 1)
    for (index, expected) in expected.enumerated() {
      #expect(results[index].values == others[index].values)
      KernelTests.expectClose(results[index], expected)
    }
  }
}
