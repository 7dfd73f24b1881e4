import GraphIR
import GraphPasses
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

/// Sums over channels, and moments of planes, that convolutions and their gradients at the input
/// take of the rows that they write.
@Suite struct ConvolutionSumsTests {
  private static let modes = [
    ConvolutionTests.Mode(),
    // The last group of images is not whole; each row comes from two phases of columns.
    ConvolutionTests.Mode(
      images: [17, 5, 6, 9], filters: [4, 5, 3, 3],
      convolution: Convolution(
        stride: [2, 2], padding: ConvolutionTests.padding(1, 0, 0, 2))),
    // 70 images are several chunks of a sum.
    ConvolutionTests.Mode(
      images: [70, 7, 5, 8], filters: [9, 7, 1, 1], convolution: Convolution(stride: [1, 2])),
    ConvolutionTests.Mode(
      images: [5, 6, 7, 6], filters: [9, 2, 2, 3],
      convolution: Convolution(
        groups: 3, flipsFilters: false, padding: ConvolutionTests.padding(0, 1, 1, 0))),
    ConvolutionTests.Mode(
      images: [35, 4, 6, 8], filters: [8, 1, 3, 2],
      convolution: Convolution(dilation: [1, 2], groups: 4)),
  ]

  /// The moments of a convolution, and sums of it and of its gradient at the input with what else
  /// lies with images innermost, by numbers of channels.
  private static func graph(_ mode: ConvolutionTests.Mode, _ element: ElementType) throws -> Graph {
    var builder = GraphBuilder()
    func input(_ index: Int, _ shape: Shape, _ name: String) throws -> Value {
      try builder.add(.input(index, TensorType(element, shape)), name: name, at: here)
    }
    let output = mode.convolution.outputShape(input: mode.images, filters: mode.filters)
    let w = try input(0, mode.filters, "w")
    let x = try input(1, mode.images, "x")
    let g = try input(2, output, "g")
    let scale = try input(3, [1, mode.images[1], 1, 1], "scale")
    let mixing = try input(4, [mode.images[1], mode.images[1], 1, 1], "mixing")
    func sum(_ value: Value) throws -> Value {
      try builder.add(.reduce(.sum, axes: [0, 2, 3], keepsDimensions: false), [value], at: here)
    }
    let a = try builder.add(.conv2d(Convolution()), [x, mixing], name: "a", at: here)
    let y = try builder.add(.conv2d(mode.convolution), [x, w], name: "y", at: here)
    let moments = try builder.add(.planeMoments, [y], name: "moments", at: here)
    let dx = try builder.add(
      .conv2dInputGradient(mode.convolution, inputShape: mode.images), [w, g], name: "dx", at: here)
    let results = [
      moments, Value(node: moments.node, result: 1), try sum(y), dx, try sum(dx),
      // dx * a * scale where a is positive, as where batch normalisation and ReLU are between.
      try sum(
        builder.add(
          .elementwise(
            ScalarProgram(
              operandCount: 3,
              steps: [
                .init(.sign, [1]), .init(.rectify, [3]), .init(.multiply, [0, 4]),
                .init(.multiply, [5, 1]), .init(.multiply, [6, 2]),
              ]), mode.images), [dx, a, scale], at: here)),
    ]
    return builder.graph(
      name: "sums", roots: results.enumerated().map { Graph.Root(.output($0), $1) })
  }

  private static func rowSums(_ schedule: Schedule) -> [RowSums] {
    schedule.kernels.compactMap { kernel in
      switch kernel.body {
      case .convolution(let kernel): kernel.rowSums
      case .convolutionInputGradient(let kernel): kernel.rowSums
      default: nil
      }
    }
  }

  @Test(arguments: ConvolutionTests.cases(modes))
  func rowsAreSummedAsTheyAreWritten(
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
    let together = try CompiledGraph(graph, vectorBytes: target.vectorBytes, optimization: direct)
    let rowSums = Self.rowSums(together.schedule)
    #expect(rowSums.map(\.terms.count) == [1, 2])
    #expect(rowSums.map(\.takesMoments) == [true, false])
    let apart = try CompiledGraph(
      graph, vectorBytes: target.vectorBytes,
      optimization: direct.excluding("sum-in-convolutions"))
    #expect(Self.rowSums(apart.schedule).isEmpty)
    let expected = try Interpreter().evaluate(graph, inputs: inputs, shared: [])
    let results = try together.evaluate(inputs: inputs)
    let others = try apart.evaluate(inputs: inputs)
    let alone = try together.evaluate(inputs: inputs, threads: 1)
    for (index, expected) in expected.enumerated() {
      #expect(results[index].values == alone[index].values)
      KernelTests.expectClose(results[index], expected)
      KernelTests.expectClose(others[index], expected)
    }
  }

  /// Sums of pooled results with what else lies there, of whole vectors and of pieces of columns.
  @Test(arguments: [2, 33])
  func blocksSumTheirResults(images: Int) throws {
    var builder = GraphBuilder()
    let shape: Shape = [images, 3, 9, 18]
    let x = try builder.add(.input(0, TensorType(.float, shape)), name: "x", at: here)
    let w = try builder.add(.input(1, TensorType(.float, [5, 3, 2, 3])), name: "w", at: here)
    let b = try builder.add(.input(2, TensorType(.float, [1, 5, 1, 1])), name: "b", at: here)
    let block = ConvolutionBlock(
      convolution: Convolution(), pooling: Pooling(window: [2, 2], ignoresBorder: true),
      hasBias: true, activation: .tanh)
    let first = try builder.add(.convolutionBlock(block), [x, w, b], name: "first", at: here)
    let v = try builder.add(.input(3, TensorType(.float, [5, 3, 2, 3])), name: "v", at: here)
    let second = try builder.add(.convolutionBlock(block), [x, v, b], name: "second", at: here)
    let product = try builder.add(.multiply, [second, first], at: here)
    let results = try [second, product].map {
      try builder.add(.reduce(.sum, axes: [0, 2, 3], keepsDimensions: false), [$0], at: here)
    }
    let graph = builder.graph(
      name: "blocks",
      roots: ([second] + results).enumerated().map { Graph.Root(.output($0), $1) })
    let compiled = try CompiledGraph(
      graph, optimization: .full.excluding(["use-winograd", "cut-patches"]))
    #expect(Self.rowSums(compiled.schedule).map(\.terms.count) == [2])
    var generator = SeededGenerator.announced()
    let inputs = graph.nodes.compactMap { node -> NumericArray? in
      guard case .input(_, let type) = node.operation else { return nil }
      let array = NumericArray.random(type, in: -1...1, using: &generator)
      return NumericArray(type: type, encoded: array.encoded)
    }
    let expected = try Interpreter().evaluate(graph, inputs: inputs, shared: [])
    for (found, expected) in zip(try compiled.evaluate(inputs: inputs), expected) {
      KernelTests.expectClose(found, expected)
    }
  }

  /// A kernel reads operands as it reads its results.
  @Test func sumsWithOtherElementsAreTakenApart() throws {
    var builder = GraphBuilder()
    let x = try builder.add(.input(0, TensorType(.float, [4, 2, 4, 8])), name: "x", at: here)
    let w = try builder.add(.input(1, TensorType(.float, [2, 2, 1, 1])), name: "w", at: here)
    let k = try builder.add(.input(2, TensorType(.int32, [4, 2, 4, 8])), name: "k", at: here)
    let y = try builder.add(.conv2d(Convolution()), [x, w], name: "y", at: here)
    let program = ScalarProgram(
      operandCount: 2, steps: [.init(.cast(.float), [1]), .init(.multiply, [0, 2])])
    let product = try builder.add(.elementwise(program, [4, 2, 4, 8]), [y, k], at: here)
    let sum = try builder.add(
      .reduce(.sum, axes: [0, 2, 3], keepsDimensions: false), [product], at: here)
    let graph = builder.graph(name: "mixed", roots: [Graph.Root(.output(0), sum)])
    let schedule = try Lowering.schedule(
      graph, for: Target(registerBytes: 64),
      optimization: .full.excluding(["use-winograd", "cut-patches"]))
    #expect(Self.rowSums(schedule).isEmpty)
  }

  /// The order of a sum is not to be changed where functions are exact.
  @Test func exactFunctionsSumByThemselves() throws {
    let graph = try Self.graph(Self.modes[0], .float)
    var target = Target(registerBytes: 64)
    target.isExact = true
    #expect(try Self.rowSums(Lowering.schedule(graph, for: target)).isEmpty)
  }
}
