import GraphIR
import GraphPasses
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

/// Both gradients of a convolution by one kernel.
@Suite struct ConvolutionGradientsTests {
  private static let modes = [
    // Several bands of several strips each, the last of them smaller; the last group of images is
    // not whole.
    ConvolutionTests.Mode(
      images: [62, 5, 19, 18], filters: [4, 5, 3, 3],
      convolution: Convolution(padding: ConvolutionTests.padding(1, 1, 1, 1))),
    ConvolutionTests.Mode(images: [64, 8, 9, 16], filters: [8, 8, 1, 1]),
    // Each row comes from two phases of columns.
    ConvolutionTests.Mode(
      images: [61, 3, 13, 17], filters: [8, 3, 3, 3],
      convolution: Convolution(
        stride: [2, 2], flipsFilters: false, padding: ConvolutionTests.padding(1, 0, 0, 2))),
    // Each channel by itself.
    ConvolutionTests.Mode(
      images: [62, 4, 12, 16], filters: [4, 1, 3, 3],
      convolution: Convolution(groups: 4, padding: ConvolutionTests.padding(1, 1, 1, 1))),
    ConvolutionTests.Mode(
      images: [32, 6, 11, 10], filters: [8, 3, 2, 3],
      convolution: Convolution(dilation: [2, 1], groups: 2)),
  ]

  /// Both gradients, of an input and an output gradient that are computed of others, with a sum of
  /// what is written.
  private static func graph(_ mode: ConvolutionTests.Mode, _ element: ElementType) throws -> Graph {
    var builder = GraphBuilder()
    func input(_ index: Int, _ shape: Shape, _ name: String) throws -> Value {
      try builder.add(.input(index, TensorType(element, shape)), name: name, at: here)
    }
    let output = mode.convolution.outputShape(input: mode.images, filters: mode.filters)
    let w = try input(0, mode.filters, "w")
    let x = try input(1, mode.images, "x")
    let g = try input(2, output, "g")
    let h = try input(3, output, "h")
    let scale = try input(4, [1, mode.images[1], 1, 1], "scale")
    let (mixing, mixed) = (
      try input(5, [mode.images[1], mode.images[1], 1, 1], "mixing"),
      try input(6, [mode.filters[0], mode.filters[0], 1, 1], "mixed")
    )
    // Convolutions leave images innermost, as they lie in a network.
    let a = try builder.add(.conv2d(Convolution()), [x, mixing], name: "a", at: here)
    let e = try builder.add(.conv2d(Convolution()), [g, mixed], name: "e", at: here)
    let f = try builder.add(.conv2d(Convolution()), [h, mixed], name: "f", at: here)
    let scaled = try builder.add(
      .elementwise(
        ScalarProgram(operandCount: 2, steps: [.init(.multiply, [0, 1]), .init(.rectify, [2])]),
        mode.images), [a, scale], name: "scaled", at: here)
    let gradient = try builder.add(
      .elementwise(
        ScalarProgram(
          operandCount: 2,
          steps: [.init(.sign, [1]), .init(.rectify, [2]), .init(.multiply, [0, 3])]), output),
      [e, f], name: "gradient", at: here)
    let dx = try builder.add(
      .conv2dInputGradient(mode.convolution, inputShape: mode.images), [w, gradient], name: "dx",
      at: here)
    let product = try builder.add(.multiply, [dx, a], at: here)
    let sum = try builder.add(
      .reduce(.sum, axes: [0, 2, 3], keepsDimensions: false), [product], at: here)
    let dw = try builder.add(
      .conv2dFilterGradient(mode.convolution, filterShape: mode.filters), [scaled, gradient],
      name: "dw", at: here)
    return builder.graph(
      name: "gradients", roots: [dx, sum, dw].enumerated().map { Graph.Root(.output($0), $1) })
  }

  private static func joined(_ schedule: Schedule) -> [ConvolutionGradientsKernel] {
    schedule.kernels.compactMap {
      if case .convolutionGradients(let kernel) = $0.body { kernel } else { nil }
    }
  }

  private static func inputs(_ graph: Graph, _ name: String) -> [NumericArray] {
    var generator = SeededGenerator.announced(name)
    return graph.nodes.compactMap { node -> NumericArray? in
      guard case .input(_, let type) = node.operation else { return nil }
      let array = NumericArray.random(type, in: -1...1, using: &generator)
      return NumericArray(type: type, encoded: array.encoded)
    }
  }

  /// Bits are those of two kernels, however high bands are.
  @Test(arguments: ConvolutionTests.cases(modes), [1 << 20, 1 << 17])
  func oneKernelComputesBoth(
    _ sample: (mode: ConvolutionTests.Mode, target: ConvolutionTests.Target), l2Bytes: Int
  ) throws {
    try compare(sample.mode, sample.target, l2Bytes: l2Bytes)
  }

  /// Without padding the output has fewer rows than the input: the last of three bands has no
  /// strip, and the one before it has one less than it has room for.
  @Test func bandsReachPastTheOutput() throws {
    let mode = ConvolutionTests.Mode(images: [32, 3, 26, 26], filters: [16, 3, 5, 5])
    let kernel = try compare(mode, (.float, 64), l2Bytes: 1 << 20)
    #expect(kernel.input.bands == 3 && kernel.stripsPerBand == 6 && kernel.filters.bands == 11)
  }

  @discardableResult private func compare(
    _ mode: ConvolutionTests.Mode, _ target: ConvolutionTests.Target, l2Bytes: Int
  ) throws -> ConvolutionGradientsKernel {
    let graph = try Self.graph(mode, target.element)
    let inputs = Self.inputs(graph, mode.testDescription)
    let direct = try Optimization.full.excluding(["use-winograd", "cut-patches"])
    func compiled(_ optimization: Optimization) throws -> CompiledGraph {
      try CompiledGraph(
        graph, vectorBytes: target.vectorBytes, threads: 2, l2Bytes: l2Bytes,
        optimization: optimization)
    }
    let together = try compiled(direct)
    let kernel = try #require(Self.joined(together.schedule).first)
    #expect(kernel.input.rowSums?.terms.count == 1)
    #expect(kernel.input.computedGradient != nil && kernel.filters.computedInput != nil)
    let apart = try compiled(direct.excluding("join-gradients"))
    #expect(Self.joined(apart.schedule).isEmpty)
    // What decides bits is told in the same words and order.
    #expect(together.schedule.algorithms == apart.schedule.algorithms)
    #expect(together.schedule.algorithms.allSatisfy { !$0.contains("; ") })
    let expected = try Interpreter().evaluate(graph, inputs: inputs, shared: [])
    let results = try together.evaluate(inputs: inputs)
    let others = try apart.evaluate(inputs: inputs)
    let alone = try together.evaluate(inputs: inputs, threads: 1)
    for (index, expected) in expected.enumerated() {
      #expect(results[index].values == alone[index].values)
      #expect(results[index].values == others[index].values)
      KernelTests.expectClose(results[index], expected)
    }
    return kernel
  }

  @Test func readsAsItDid() throws {
    let compiled = try CompiledGraph(
      Self.graph(Self.modes[0], .float), threads: 2, l2Bytes: 1 << 17,
      optimization: .full.excluding(["use-winograd", "cut-patches"]))
    try expectGolden(compiled.goldenText(), "both_gradients.c")
  }

  /// The first of two bands has two strips, the second one.
  @Test func bandsHaveStrips() throws {
    let graph = try Self.graph(Self.modes[0], .float)
    var target = Target(registerBytes: 64, threads: 2)
    func kernel() throws -> ConvolutionGradientsKernel? {
      try Self.joined(
        Lowering.schedule(
          graph, for: target, optimization: .full.excluding(["use-winograd", "cut-patches"]))
      ).first
    }
    let whole = try #require(try kernel())
    #expect(whole.input.bands == 1 && whole.filters.bands == 7)
    target.l2Bytes = 1 << 17
    let cut = try #require(try kernel())
    #expect(cut.filters.bands == 7 && cut.input.bands > 1)
    #expect(cut.stripsPerBand > 1 && !7.isMultiple(of: cut.stripsPerBand))
  }

  /// Threads that would be idle, and caches that hold too little, have the kernels apart.
  @Test func kernelsStayApart() throws {
    let graph = try Self.graph(Self.modes[1], .float)
    func count(_ target: Target) throws -> Int {
      try Self.joined(
        Lowering.schedule(
          graph, for: target, optimization: .full.excluding(["use-winograd", "cut-patches"]))
      ).count
    }
    var target = Target(registerBytes: 64, threads: 2)
    #expect(try count(target) == 1)
    target.threads = 3
    #expect(try count(target) == 0)
    target.threads = nil
    #expect(try count(target) == 0)
    target.threads = 1
    #expect(try count(target) == 1)
    target.l2Bytes = 1 << 14
    #expect(try count(target) == 0)
  }

  /// Of no channels or filters there is nothing to join.
  @Test(arguments: [[16, 0, 8, 16], [16, 4, 8, 16]] as [Shape])
  func nothingOfEverything(images: Shape) throws {
    var builder = GraphBuilder()
    let filters: Shape = [images[1] == 0 ? 4 : 0, images[1], 1, 1]
    let x = try builder.add(.input(0, TensorType(.float, images)), name: "x", at: here)
    let w = try builder.add(.input(1, TensorType(.float, filters)), name: "w", at: here)
    let output = Convolution().outputShape(input: images, filters: filters)
    let g = try builder.add(.input(2, TensorType(.float, output)), name: "g", at: here)
    let dx = try builder.add(
      .conv2dInputGradient(Convolution(), inputShape: images), [w, g], name: "dx", at: here)
    let dw = try builder.add(
      .conv2dFilterGradient(Convolution(), filterShape: filters), [x, g], name: "dw", at: here)
    let graph = builder.graph(
      name: "nothing", roots: [dx, dw].enumerated().map { Graph.Root(.output($0), $1) })
    let schedule = try Lowering.schedule(graph, for: Target(registerBytes: 64, threads: 1))
    #expect(Self.joined(schedule).isEmpty)
  }

  /// The plan says what is joined, and why others are not.
  @Test func thePlanSaysWhy() throws {
    let graph = try Self.graph(Self.modes[1], .float)
    let direct = try Optimization.full.excluding(["use-winograd", "cut-patches"])
    func text(_ threads: Int) throws -> String {
      let target = Target(registerBytes: 64, threads: threads)
      return PlanPrinter(try Plan(graph, for: target, optimization: direct)).text
    }
    #expect(try text(2).contains(", in bands of 9 rows and strips of 3"))
    #expect(
      try text(3).contains(
        ", apart from the gradient at the filters (too few even shares for the threads)"))
  }
}
