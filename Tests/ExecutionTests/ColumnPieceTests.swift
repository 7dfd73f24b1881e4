import GraphIR
import GraphPasses
import Interpreter
import Lowering
import Schedule
import TestSupport
import Testing

/// Direct convolutions of few images, in which pieces of the columns share vectors: compared with
/// the interpreter, and bit for bit with the same images among many.
@Suite struct ColumnPieceTests {
  typealias Mode = ConvolutionTests.Mode

  private static let direct = Result {
    try Optimization.full.excluding(["use-winograd", "cut-patches"])
  }

  private static func pooling(_ height: Int, _ width: Int) -> Pooling {
    Pooling(window: [height, width], ignoresBorder: true)
  }

  /// Modes of one image, of which tests take several.
  private static let modes = [
    Mode(images: [1, 3, 9, 11], filters: [7, 3, 3, 4], pooling: pooling(2, 2)),
    // As many columns as pieces, fewer, and one more.
    Mode(images: [1, 2, 5, 9], filters: [4, 2, 2, 2], pooling: pooling(2, 1)),
    Mode(images: [1, 2, 4, 4], filters: [3, 2, 2, 3], pooling: pooling(1, 2)),
    Mode(images: [1, 1, 6, 18], filters: [2, 1, 3, 2], pooling: pooling(2, 3)),
    // Strides, dilation and padding, alone and together.
    Mode(
      images: [1, 3, 8, 17], filters: [5, 3, 3, 3], convolution: Convolution(stride: [2, 2]),
      pooling: pooling(1, 2)),
    Mode(
      images: [1, 2, 9, 14], filters: [4, 2, 2, 3],
      convolution: Convolution(dilation: [2, 3], flipsFilters: false), pooling: pooling(2, 2)),
    Mode(
      images: [1, 3, 7, 10], filters: [6, 3, 3, 3],
      convolution: Convolution(padding: ConvolutionTests.padding(1, 1, 1, 1)),
      pooling: pooling(2, 2)),
    Mode(
      images: [1, 2, 8, 13], filters: [3, 2, 3, 5],
      convolution: Convolution(
        stride: [2, 3], dilation: [1, 2], padding: ConvolutionTests.padding(2, 1, 4, 3)),
      pooling: pooling(2, 2)),
    // More zeros than the filters reach: some columns see nothing else.
    Mode(
      images: [1, 2, 4, 3], filters: [3, 2, 2, 2],
      convolution: Convolution(stride: [1, 2], padding: ConvolutionTests.padding(4, 5, 3, 6)),
      pooling: pooling(1, 1)),
    Mode(
      images: [1, 2, 5, 12], filters: [3, 2, 1, 1],
      convolution: Convolution(stride: [2, 3], padding: ConvolutionTests.padding(1, 0, 5, 7)),
      pooling: pooling(1, 1)),
    // Groups, of several channels and of one.
    Mode(
      images: [1, 6, 7, 12], filters: [9, 2, 2, 3],
      convolution: Convolution(
        stride: [2, 1], groups: 3, padding: ConvolutionTests.padding(0, 1, 1, 2)),
      pooling: pooling(2, 3)),
    Mode(
      images: [1, 4, 6, 16], filters: [8, 1, 3, 3],
      convolution: Convolution(
        dilation: [1, 2], groups: 4, padding: ConvolutionTests.padding(1, 1, 2, 2)),
      pooling: pooling(3, 2)),
    // A piece whose columns belong to no window.
    Mode(images: [1, 2, 3, 6], filters: [3, 2, 2, 4], pooling: pooling(2, 2)),
    // Bands of rows, and more filters and channels than one tile has.
    Mode(
      images: [1, 19, 26, 33], filters: [23, 19, 3, 2],
      convolution: Convolution(padding: ConvolutionTests.padding(1, 1, 1, 0)),
      pooling: pooling(3, 2)),
  ]

  private static func taking(_ images: Int, of mode: Mode) -> Mode {
    var mode = mode
    mode.images = Shape([images] + mode.images.extents.dropFirst())
    return mode
  }

  /// Numbers of images with modes: all of both in a soak, otherwise each mode for some numbers.
  private static let cases: [(Mode, ConvolutionTests.Target)] = {
    let targets: [ConvolutionTests.Target] = [(.float, 64), (.double, 32), (.float, 16)]
    return modes.enumerated().flatMap { number, mode in
      [1, 2, 3, 5, 8].enumerated().flatMap { turn, images in
        Soak.sample(targets, oneOf: 3, turn: number + turn).map {
          (taking(images, of: mode), $0)
        }
      }
    }
  }()

  @Test(arguments: cases)
  func everyMode(_ mode: Mode, target: ConvolutionTests.Target) throws {
    var generator = SeededGenerator.announced(mode.testDescription)
    let graph = try ConvolutionTests.graph(mode, target.element)
    let inputs = try ConvolutionTests.inputs(of: graph, mode, using: &generator)
    let compiled = try CompiledGraph(
      graph, vectorBytes: target.vectorBytes, isExact: target.vectorBytes == 16,
      optimization: Self.direct.get())
    let found = try compiled.evaluate(inputs: inputs)
    let expected = try Interpreter().evaluate(graph, inputs: inputs, shared: [])
    for (found, expected) in zip(found, expected) { KernelTests.expectClose(found, expected) }
    #expect(try compiled.evaluate(inputs: inputs, threads: 1).map(\.values) == found.map(\.values))
  }

  /// Outputs, masks and input gradients are the same sums, in whatever lanes.
  @Test(arguments: modes, [ElementType.float, .double])
  func fewImagesAreWhatTheyAreAmongMany(_ mode: Mode, _ element: ElementType) throws {
    var generator = SeededGenerator.announced(mode.testDescription)
    func compiled(_ images: Int) throws -> CompiledGraph {
      let graph = try ConvolutionTests.graph(Self.taking(images, of: mode), element)
      return try CompiledGraph(graph, optimization: Self.direct.get())
    }
    let many = try compiled(17)
    let inputs = try ConvolutionTests.inputs(
      of: many.graph, Self.taking(17, of: mode), using: &generator)
    let all = try many.evaluate(inputs: inputs)
    let images = [1, 2, 3, 4, 5, 6, 7, 8][mode.filters[0] % 8]
    let few = try compiled(images)
    let fewInputs = zip(few.schedule.inputs, inputs).map { type, input in
      NumericArray(type: type, values: Array(input.values.prefix(type.shape.elementCount)))
    }
    let found = try few.evaluate(inputs: fewInputs)
    let filterGradients = [2, 5]
    for (number, found) in found.enumerated() where !filterGradients.contains(number) {
      #expect(found.values == Array(all[number].values.prefix(found.values.count)), "\(number)")
    }
  }

  /// Neither the width of registers nor threads decide in which order terms are added.
  @Test(arguments: [1, 3, 8])
  func machinesDoNotChangeABit(_ images: Int) throws {
    let mode = Self.taking(images, of: Self.modes[13])
    var generator = SeededGenerator(seed: 9)
    let graph = try ConvolutionTests.graph(mode, .float)
    let inputs = try ConvolutionTests.inputs(of: graph, mode, using: &generator)
    let results = try [64, 32, 16].enumerated().map { number, bytes in
      try CompiledGraph(graph, vectorBytes: bytes, optimization: Self.direct.get())
        .evaluate(inputs: inputs, threads: number + 1).map(\.values)
    }
    #expect(results[0] == results[1])
    #expect(results[0] == results[2])
  }

  @Test func columnsShareWhatAVectorHas() throws {
    func pieces(_ images: Int, _ element: ElementType, columns: Int) -> [Int] {
      let geometry = ConvolutionGeometry(
        Convolution(), input: [images, 1, 3, columns + 2], filters: [1, 1, 3, 3],
        elementType: element, target: Target(registerBytes: 64))
      let pieces = geometry.outputPieces()
      return [pieces.count, pieces.columns]
    }
    #expect(pieces(8, .float, columns: 28) == [2, 14])
    #expect(pieces(8, .float, columns: 5) == [2, 3])
    #expect(pieces(5, .float, columns: 28) == [3, 10])
    #expect(pieces(1, .float, columns: 28) == [14, 2])
    #expect(pieces(1, .float, columns: 3) == [3, 1])
    #expect(pieces(2, .double, columns: 10) == [4, 3])
    for (images, columns) in [(9, 28), (16, 28), (17, 28), (500, 28), (1, 1), (0, 28)] {
      #expect(pieces(images, .float, columns: columns) == [1, columns])
    }
    #expect(pieces(5, .double, columns: 28) == [1, 28])
  }
}
