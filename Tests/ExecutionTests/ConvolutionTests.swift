import GraphIR
import Interpreter
import TestSupport
import Testing

/// Convolutions in every mode, alone and fused with pooling, with both gradients: compiled and
/// compared with the interpreter.
@Suite struct ConvolutionTests {
  struct Mode: Sendable, CustomTestStringConvertible {
    var images: Shape = [19, 3, 9, 11]
    var filters: Shape = [7, 3, 3, 4]
    var convolution = Convolution()
    var pooling = Pooling(window: [2, 2], ignoresBorder: true)
    var testDescription: String { "\(images) \(filters) \(convolution) \(pooling)" }
  }

  static let modes = [
    Mode(pooling: Pooling(window: [2, 3], ignoresBorder: true)),
    Mode(convolution: Convolution(flipsFilters: false)),
    Mode(convolution: Convolution(stride: [2, 3])),
    Mode(
      convolution: Convolution(stride: [1, 4]),
      pooling: Pooling(window: [3, 2], ignoresBorder: true)),
    Mode(convolution: Convolution(dilation: [2, 3])),
    Mode(
      images: [3, 3, 12, 11],
      convolution: Convolution(stride: [3, 2], dilation: [3, 2], flipsFilters: false)),
    // Filters and channels of a group in tiles of one size, and with a smaller tile at the end.
    Mode(images: [5, 6, 7, 6], filters: [9, 2, 2, 3], convolution: Convolution(groups: 3)),
    Mode(
      images: [5, 46, 5, 5], filters: [26, 23, 2, 2],
      convolution: Convolution(stride: [2, 1], groups: 2)),
    // Each channel by itself.
    Mode(
      images: [3, 4, 6, 8], filters: [8, 1, 3, 2],
      convolution: Convolution(dilation: [1, 2], groups: 4, flipsFilters: false)),
    // Zeros around the input, the same on all sides, then another number on each.
    Mode(convolution: Convolution(padding: padding(1, 1, 1, 1))),
    Mode(
      images: [17, 5, 6, 9], filters: [4, 5, 3, 3],
      convolution: Convolution(stride: [2, 2], flipsFilters: false, padding: padding(1, 0, 0, 2))),
    Mode(
      convolution: Convolution(stride: [2, 3], dilation: [2, 1], padding: padding(3, 2, 1, 4))),
    // More of them than the filters reach: some outputs see zeros only.
    Mode(
      images: [3, 2, 4, 3], filters: [3, 2, 2, 2],
      convolution: Convolution(stride: [1, 2], padding: padding(4, 5, 3, 6)),
      pooling: Pooling(window: [1, 1], ignoresBorder: true)),
    Mode(
      images: [3, 4, 6, 8], filters: [8, 1, 3, 3],
      convolution: Convolution(stride: [2, 2], groups: 4, padding: padding(1, 1, 1, 1))),
    // Filters of one element, at every position and at every second.
    Mode(images: [18, 7, 4, 8], filters: [9, 7, 1, 1]),
    Mode(images: [3, 7, 5, 8], filters: [9, 7, 1, 1], convolution: Convolution(stride: [2, 2])),
    // Few images and many filters and channels, of which threads have parts.
    Mode(images: [2, 32, 4, 4], filters: [32, 32, 3, 3]),
    Mode(images: [3, 64, 3, 5], filters: [96, 32, 1, 1], convolution: Convolution(groups: 2)),
    // One filter, for which there are registers for many columns.
    Mode(images: [2, 1, 5, 24], filters: [1, 1, 2, 2]),
    // Wide filters, whose columns stay a loop; extents of one.
    Mode(
      images: [2, 1, 3, 31], filters: [2, 1, 1, 11],
      convolution: Convolution(stride: [1, 2], dilation: [1, 2]),
      pooling: Pooling(window: [3, 1], ignoresBorder: true)),
    Mode(
      images: [1, 1, 1, 1], filters: [1, 1, 1, 1],
      convolution: Convolution(stride: [5, 3], dilation: [4, 2]),
      pooling: Pooling(window: [1, 1], ignoresBorder: true)),
  ]

  static func padding(
    _ top: Int, _ bottom: Int, _ left: Int, _ right: Int
  ) -> Convolution.Padding {
    Convolution.Padding(before: [top, left], after: [bottom, right])
  }

  /// The convolution, its gradients, and the same through a pooling if that is asked for.
  static func graph(
    _ mode: Mode, _ element: ElementType, isPooled: Bool = true
  ) throws -> Graph {
    var builder = GraphBuilder()
    func input(_ index: Int, _ shape: Shape, _ name: String) throws -> Value {
      try builder.add(.input(index, TensorType(element, shape)), name: name, at: here)
    }
    let output = mode.convolution.outputShape(input: mode.images, filters: mode.filters)
    let x = try input(0, mode.images, "x")
    let w = try input(1, mode.filters, "w")
    let g = try input(2, output, "g")
    var results = [
      try builder.add(.conv2d(mode.convolution), [x, w], name: "y", at: here),
      try builder.add(
        .conv2dInputGradient(mode.convolution, inputShape: mode.images), [w, g], name: "dx",
        at: here),
      try builder.add(
        .conv2dFilterGradient(mode.convolution, filterShape: mode.filters), [x, g], name: "dw",
        at: here),
    ]
    func graph() -> Graph {
      builder.graph(
        name: "modes", roots: results.enumerated().map { Graph.Root(.output($0), $1) })
    }
    guard isPooled else { return graph() }
    let h = try input(3, mode.pooling.outputShape(output), "h")
    let bias = try input(4, [1, mode.filters[0], 1, 1], "b")
    let block = try builder.add(
      .convolutionBlock(
        ConvolutionBlock(
          convolution: mode.convolution, pooling: mode.pooling, hasBias: true, activation: .tanh,
          keepsMask: true)), [x, w, bias], name: "block", at: here)
    let mask = Value(node: block.node, result: 1)
    results += [
      block,
      try builder.add(
        .convolutionBlockInputGradient(mode.convolution, mode.pooling, inputShape: mode.images),
        [w, h, mask], name: "block_dx", at: here),
      try builder.add(
        .convolutionBlockFilterGradient(mode.convolution, mode.pooling, filterShape: mode.filters),
        [x, h, mask], name: "block_dw", at: here),
    ]
    return graph()
  }

  /// Inputs of the graph whose windows have no two maxima that rounding could exchange: the
  /// gradient would go to the other one.
  static func inputs(
    of graph: Graph, _ mode: Mode, using generator: inout SeededGenerator
  ) throws -> [NumericArray] {
    for _ in 0..<100 {
      let inputs = graph.nodes.compactMap { node -> NumericArray? in
        guard case .input(_, let type) = node.operation else { return nil }
        let array = NumericArray.random(type, in: -1...1, using: &generator)
        return NumericArray(type: type, encoded: array.encoded)
      }
      if try hasClearMaxima(mode, inputs) { return inputs }
    }
    throw NoClearMaxima()
  }

  private struct NoClearMaxima: Error {}

  private static func hasClearMaxima(_ mode: Mode, _ inputs: [NumericArray]) throws -> Bool {
    // A convolution without terms is zero everywhere, which rounding does not change.
    guard mode.filters.elementCount > 0 else { return true }
    var builder = GraphBuilder()
    let operands = try inputs.prefix(2).enumerated().map { index, input in
      try builder.add(.input(index, input.type), at: here)
    }
    let output = try builder.add(.conv2d(mode.convolution), operands, at: here)
    let graph = builder.graph(name: "convolution", roots: [Graph.Root(.output(0), output)])
    let sums = try Interpreter().evaluate(graph, inputs: Array(inputs.prefix(2)), shared: [])[0]
    let (height, width) = (sums.type.shape[2], sums.type.shape[3])
    let window = mode.pooling.window
    let smallestGap = inputs[0].type.elementType == .float ? 2e-5 : 1e-12
    for plane in 0..<sums.type.shape[0] * sums.type.shape[1] {
      for row in 0..<height / window[0] {
        for column in 0..<width / window[1] {
          let values = (0..<window[0] * window[1]).map { position in
            let y = row * window[0] + position / window[1]
            let x = column * window[1] + position % window[1]
            return sums.values[(plane * height + y) * width + x]
          }
          .sorted(by: >)
          if values.count > 1, values[0] - values[1] < smallestGap { return false }
        }
      }
    }
    return true
  }

  private func compare(
    _ mode: Mode, _ element: ElementType, vectorBytes: Int, isPooled: Bool = true,
    golden: String? = nil
  ) throws {
    var generator = SeededGenerator.announced(mode.testDescription)
    let graph = try Self.graph(mode, element, isPooled: isPooled)
    let inputs = try Self.inputs(of: graph, mode, using: &generator)
    try KernelTests.compare(graph, inputs: inputs, vectorBytes: vectorBytes, golden: golden)
  }

  typealias Target = (element: ElementType, vectorBytes: Int)

  /// Modes with targets: the first mode and, in a soak, each mode for each target, the others for
  /// the targets in turn.
  static func cases(_ modes: [Mode]) -> [(Mode, Target)] {
    let targets: [Target] = [(.float, 64), (.double, 32), (.float, 16)]
    return modes.enumerated().flatMap { number, mode in
      (number == 0 ? targets : Soak.sample(targets, oneOf: 3, turn: number)).map { (mode, $0) }
    }
  }

  @Test(arguments: cases(modes))
  func everyMode(_ mode: Mode, target: Target) throws {
    try compare(mode, target.element, vectorBytes: target.vectorBytes)
  }

  @Test func nothingOfEverything() throws {
    let convolution = Convolution(stride: [2, 2], groups: 2)
    for (images, filters): (Shape, Shape) in [
      ([0, 2, 4, 4], [2, 1, 2, 2]), ([3, 0, 4, 4], [2, 0, 2, 2]), ([3, 2, 4, 4], [0, 1, 2, 2]),
    ] {
      try compare(
        Mode(
          images: images, filters: filters, convolution: convolution,
          pooling: Pooling(window: [1, 2], ignoresBorder: true)), .float, vectorBytes: 64)
    }
  }

  @Test func readsAsItDid() throws {
    let mode = Mode(
      images: [11, 4, 9, 12], filters: [4, 2, 3, 2],
      convolution: Convolution(stride: [2, 3], dilation: [1, 2], groups: 2))
    try compare(mode, .float, vectorBytes: 32, isPooled: false, golden: "convolution_modes")
  }
}
