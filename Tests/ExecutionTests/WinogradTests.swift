import GraphIR
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

/// Convolutions and their gradients on Winograd's tiles, compiled and compared with the
/// interpreter.
@Suite struct WinogradTests {
  private typealias Mode = ConvolutionTests.Mode

  private static let modes = [
    // As in the tutorial's second layer, with fewer maps.
    Mode(images: [13, 4, 12, 12], filters: [10, 4, 5, 5]),
    // Tiles that reach past the output along both axes, in several bands, and filters and channels
    // that leave smaller tiles of sums at the end.
    Mode(images: [9, 5, 15, 17], filters: [7, 5, 5, 5]),
    Mode(
      images: [11, 9, 10, 13], filters: [11, 9, 3, 3], convolution: Convolution(flipsFilters: false)
    ),
    // More channels than are held at all points at a time.
    Mode(images: [11, 90, 12, 12], filters: [5, 90, 5, 5]),
    // Filters that are not square, windows of three rows, and rows that no window covers.
    Mode(
      images: [17, 4, 13, 10], filters: [6, 4, 3, 5],
      pooling: Pooling(window: [3, 2], ignoresBorder: true)),
    Mode(images: [10, 6, 14, 15], filters: [7, 6, 7, 7]),
    // Few channels, for which rows alone are tiled: whole tiles, and tiles that reach past the
    // output.
    Mode(images: [18, 1, 12, 16], filters: [6, 1, 5, 5]),
    Mode(
      images: [13, 2, 11, 13], filters: [7, 2, 3, 4], convolution: Convolution(flipsFilters: false),
      pooling: Pooling(window: [3, 2], ignoresBorder: true)),
    // Zeros around the input: on tiles, in several bands, and on rows.
    Mode(
      images: [13, 6, 12, 12], filters: [10, 6, 3, 3],
      convolution: Convolution(padding: ConvolutionTests.padding(1, 1, 1, 1))),
    Mode(
      images: [9, 5, 15, 17], filters: [7, 5, 5, 5],
      convolution: Convolution(
        flipsFilters: false, padding: ConvolutionTests.padding(4, 1, 0, 3)),
      pooling: Pooling(window: [2, 3], ignoresBorder: true)),
    Mode(
      images: [18, 1, 12, 16], filters: [6, 1, 5, 5],
      convolution: Convolution(padding: ConvolutionTests.padding(2, 3, 1, 2))),
    // Fewer outputs than a tile has.
    Mode(
      images: [11, 8, 7, 6], filters: [12, 8, 4, 4],
      pooling: Pooling(window: [2, 1], ignoresBorder: true)),
  ]

  @Test(arguments: ConvolutionTests.cases(modes))
  func everyMode(_ mode: ConvolutionTests.Mode, target: ConvolutionTests.Target) throws {
    var generator = SeededGenerator.announced(mode.testDescription)
    let graph = try ConvolutionTests.graph(mode, target.element)
    let inputs = try ConvolutionTests.inputs(of: graph, mode, using: &generator)
    let schedule = try Lowering.schedule(graph, for: Target(registerBytes: target.vectorBytes))
    #expect(schedule.kernels.contains { $0.body.traits.isApproximate })
    // Sums of more terms are larger, and their roundings with them.
    let terms = Double(mode.filters.extents.dropFirst().reduce(1, *))
    try KernelTests.compare(
      graph, inputs: inputs, vectorBytes: target.vectorBytes,
      tolerance: target.element == .float ? max(5e-5, 5e-6 * terms.squareRoot()) : 1e-12)
  }

  /// Of a channel alone or a filter alone there is little to sum, and transforms do not pay.
  @Test func isChosenByCostAndNeverForExactFunctions() throws {
    func algorithms(_ mode: ConvolutionTests.Mode, isExact: Bool) throws -> [Bool] {
      let graph = try ConvolutionTests.graph(mode, .float)
      return try Lowering.schedule(graph, for: Target(registerBytes: 64, isExact: isExact)).kernels
        .filter { $0.name.contains("conv2d") }.map { $0.body.traits.isApproximate }
    }
    let large = ConvolutionTests.Mode(images: [16, 20, 12, 12], filters: [50, 20, 5, 5])
    #expect(try algorithms(large, isExact: false).allSatisfy { $0 })
    #expect(try algorithms(large, isExact: true).allSatisfy { !$0 })
    let small = ConvolutionTests.Mode(images: [16, 1, 12, 12], filters: [1, 1, 3, 3])
    #expect(try algorithms(small, isExact: false).allSatisfy { !$0 })
    let strided = ConvolutionTests.Mode(
      images: [16, 20, 24, 24], filters: [50, 20, 5, 5], convolution: Convolution(stride: [2, 2]))
    #expect(try algorithms(strided, isExact: false).allSatisfy { !$0 })
  }

  @Test func threadsDoNotChangeABit() throws {
    let mode = ConvolutionTests.Mode(images: [83, 6, 12, 12], filters: [9, 6, 5, 5])
    var generator = SeededGenerator(seed: 7)
    let graph = try ConvolutionTests.graph(mode, .float)
    let inputs = graph.nodes.compactMap { node -> NumericArray? in
      guard case .input(_, let type) = node.operation else { return nil }
      return .random(type, in: -1...1, using: &generator)
    }
    let compiled = try CompiledGraph(graph)
    let one = try compiled.evaluate(inputs: inputs, threads: 1)
    for threads in [2, 3, 5] {
      let several = try compiled.evaluate(inputs: inputs, threads: threads)
      for (one, several) in zip(one, several) { #expect(one.values == several.values) }
    }
  }

  @Test func readsAsItDid() throws {
    let mode = Mode(images: [11, 6, 9, 10], filters: [7, 6, 3, 3])
    var generator = SeededGenerator.announced(mode.testDescription)
    let graph = try ConvolutionTests.graph(mode, .float, isPooled: false)
    let inputs = try ConvolutionTests.inputs(of: graph, mode, using: &generator)
    try KernelTests.compare(
      graph, inputs: inputs, vectorBytes: 32, tolerance: 5e-5, golden: "winograd")
  }
}
