import GraphIR
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

/// Sums over so many images that they are trees: as the interpreter has them, and as processes add
/// them up that have a half each.
@Suite struct SumTreeTests {
  /// A sum over images, from an input (N, C, H, W) and a gradient (N, K, OH, OW) or, of matrices, from
  /// (N, C) and (N, K).
  enum Sum: String, CaseIterable, Sendable {
    case directFilterGradient, winogradFilterGradient, rowFilterGradient, biasGradient, product,
      columns, someAxes, everything
  }

  private static func graph(_ sum: Sum, images: Int, _ element: ElementType) throws -> Graph {
    var builder = GraphBuilder()
    func input(_ number: Int, _ shape: Shape) throws -> Value {
      try builder.add(.input(number, TensorType(element, shape)), name: "x\(number)", at: here)
    }
    func gradient(_ channels: Int, _ convolution: Convolution = Convolution()) throws -> Value {
      let x = try input(0, [images, channels, 12, 12])
      let output = convolution.outputShape(
        input: [images, channels, 12, 12], filters: [8, channels, 5, 5])
      return try builder.add(
        .conv2dFilterGradient(convolution, filterShape: [8, channels, 5, 5]),
        [x, input(1, output)], at: here)
    }
    let value: Value =
      switch sum {
      case .directFilterGradient: try gradient(3, Convolution(stride: [2, 2]))
      case .winogradFilterGradient: try gradient(8)
      case .rowFilterGradient: try gradient(1)
      case .biasGradient:
        try builder.add(
          .reduce(.sum, axes: [0, 2, 3], keepsDimensions: false),
          [
            builder.add(
              .conv2d(Convolution()),
              [input(0, [images, 2, 7, 7]), input(1, [4, 2, 3, 3])], at: here)
          ], at: here)
      case .product:
        try builder.add(
          .dot(transposesLeft: true, transposesRight: false),
          [input(0, [images, 70]), input(1, [images, 50])], at: here)
      case .columns:
        try builder.add(
          .reduce(.sum, axes: [0], keepsDimensions: false), [input(0, [images, 75])], at: here)
      case .someAxes:
        try builder.add(
          .reduce(.sum, axes: [0, 2], keepsDimensions: false), [input(0, [images, 3, 5])],
          at: here)
      case .everything:
        try builder.add(
          .reduce(.sum, axes: [0, 1], keepsDimensions: false), [input(0, [images, 40])],
          at: here)
      }
    return builder.graph(name: sum.rawValue, roots: [Graph.Root(.output(0), value)])
  }

  private static func inputs(
    _ graph: Graph, using generator: inout SeededGenerator
  ) -> [NumericArray] {
    graph.nodes.compactMap { node in
      guard case .input(_, let type) = node.operation else { return nil }
      let array = NumericArray.random(type, in: -1...1, using: &generator)
      return NumericArray(type: type, encoded: array.encoded)
    }
  }

  @Test(arguments: Sum.allCases, [64, 131, 300])
  func agreesWithTheInterpreter(_ sum: Sum, images: Int) throws {
    var generator = SeededGenerator.announced("\(sum), \(images)")
    for element in images == 131 ? [ElementType.float, .double] : [.float] {
      let graph = try Self.graph(sum, images: images, element)
      try KernelTests.compare(
        graph, inputs: Self.inputs(graph, using: &generator),
        tolerance: element == .float ? 2e-4 : 1e-11)
    }
  }

  /// 256 images, and each half of them: the whole is one addition of the halves, to the bit.
  @Test(arguments: Sum.allCases)
  func isTheSumOfItsHalves(_ sum: Sum) throws {
    var generator = SeededGenerator.announced("\(sum)")
    let whole = try Self.graph(sum, images: 256, .float)
    let inputs = Self.inputs(whole, using: &generator)
    let expected = try CompiledGraph(whole).evaluate(inputs: inputs)[0].values
    // Half of the images have as large chunks as all of them, and half as many.
    let half = try CompiledGraph(Self.graph(sum, images: 128, .float))
    let halves = try (0..<2).map { number in
      try half.evaluate(
        inputs: inputs.map { input in
          guard input.type.shape[0] == 256 else { return input }
          let size = input.values.count / 2
          return NumericArray(
            type: TensorType(.float, Shape([128] + input.type.shape.extents.dropFirst())),
            values: Array(input.values[number * size..<(number + 1) * size]))
        })[0].values
    }
    #expect(zip(halves[0], halves[1]).map { Double(Float($0) + Float($1)) } == expected)
  }
}
