import Croton
import Foundation
import Testing

/// Layers that normalise and augment, beside plain loops over pixels with the same random numbers.
@Suite struct PreprocessingTests {
  private static let shape: Shape = [5, 3, 7, 6]

  /// The images of a shape, all pixels different.
  private static func images(_ shape: Shape = shape) throws -> NDArray<Float> {
    var random = try RandomState(seed: 17)
    return try NDArray(
      shape: shape, scalars: random.randomSample(count: shape.elementCount).map { Float($0) + 0.1 })
  }

  /// What the layers make of images, each kernel checked by the interpreter.
  private static func output(
    of images: NDArray<Float>, mode: Mode = .training, threads: Int = 1, isChecked: Bool = true,
    statistics: TrainingSetStatistics? = nil, @LayerBuilder _ layers: () -> LayerStack
  ) throws -> NDArray<Float> {
    let x = Tensor<Float>.placeholder("x", shape: images.shape)
    let expressions = try expressions(x, statistics, layers())
    guard case .numbers(let output) = expressions.prediction else { return NDArray(.nan) }
    var options = CompileOptions.testing(threads: threads)
    if isChecked { options.kernelCheckInterval = 1 }
    let function = try compile(
      name: "augment", inputs: [x], outputs: [output], mode: mode, options: options)
    return try function(images)[output]
  }

  private static func expressions(
    _ x: Tensor<Float>, _ statistics: TrainingSetStatistics?, _ layers: LayerStack
  ) throws -> ModelExpressions {
    var random = try RandomState(seed: 1)
    let batch = Batch(
      images: x, labels: .placeholder("y", shape: [x.shape?[0] ?? 0]), classes: 2,
      statistics: statistics)
    return try Augmented(layers: layers).expressions(batch, random: &random)
  }

  private struct Augmented: TrainableModel {
    let layers: LayerStack
    var network: some Network {
      layers
      Output()
    }
  }

  /// A head that says what comes in.
  private struct Output: NetworkHead {
    static var task: LearningTask { .regression }

    func output(
      of input: Tensor<Float>, in context: inout LayerContext
    ) throws -> Tensor<Float> { input }

    func expressions(
      from output: Tensor<Float>, _ batch: Batch, in context: LayerContext
    ) -> ModelExpressions {
      ModelExpressions(
        cost: output.sum(), prediction: .numbers(output), parameters: context.parameters,
        statistics: context.statistics, updates: context.updates)
    }
  }

  /// The numbers that layers draw first in such a network: for each range, one an image.
  private static func draws(_ count: Int, _ ranges: [ClosedRange<Float>]) throws -> [[Float]] {
    var random = try RandomState(seed: 1)
    let seed = try random.randint(low: 0, high: 1 << 32, count: 1)
    var noise = RandomStream(seed: UInt32(truncatingIfNeeded: seed[0]))
    let numbers = ranges.map { range -> Tensor<Float> in
      noise.uniform([count], from: range.lowerBound, to: range.upperBound)
    }
    let values = try function("draws", outputs: numbers)()
    return try numbers.map { try values[$0].scalars }
  }

  /// A pixel, or what lies around the image.
  private static func pixel(
    _ images: NDArray<Float>, _ n: Int, _ c: Int, _ i: Int, _ j: Int, _ border: ImageBorder
  ) -> Double {
    let (height, width) = (images.shape[2], images.shape[3])
    let (row, column) = (min(max(i, 0), height - 1), min(max(j, 0), width - 1))
    if border == .zeros, (row, column) != (i, j) { return 0 }
    return Double(images.scalars[((n * images.shape[1] + c) * height + row) * width + column])
  }

  private static func bilinear(
    _ images: NDArray<Float>, _ n: Int, _ c: Int, _ y: Double, _ x: Double, _ border: ImageBorder
  ) -> Double {
    let (top, left) = (y.rounded(.down), x.rounded(.down))
    func row(_ i: Double) -> Double {
      let first = pixel(images, n, c, Int(i), Int(left), border)
      return first + (x - left) * (pixel(images, n, c, Int(i), Int(left) + 1, border) - first)
    }
    return row(top) + (y - top) * (row(top + 1) - row(top))
  }

  /// What a function of image, channel, row and column gives, for all of a shape.
  private static func all(
    _ shape: Shape, _ value: (Int, Int, Int, Int) -> Double
  ) -> [Double] {
    (0..<shape.elementCount).map { index in
      let (row, column) = (index / shape[3], index % shape[3])
      let (plane, i) = (row / shape[2], row % shape[2])
      return value(plane / shape[1], plane % shape[1], i, column)
    }
  }

  private static func expectEqual(
    _ found: NDArray<Float>, _ expected: [Double], within tolerance: Double = 0,
    _ location: Testing.SourceLocation = #_sourceLocation
  ) {
    let error = zip(found.scalars, expected).map { abs(Double($0) - $1) }.max() ?? .infinity
    #expect(found.scalars.count == expected.count, sourceLocation: location)
    #expect(error <= tolerance, sourceLocation: location)
  }

  @Test func flips() throws {
    let images = try Self.images()
    let found = try Self.output(of: images) { RandomFlip(horizontal: true, vertical: true) }
    let draws = try Self.draws(5, [0...1, 0...1])
    Self.expectEqual(
      found,
      Self.all(Self.shape) { n, c, i, j in
        Self.pixel(
          images, n, c, draws[1][n] < 0.5 ? 6 - i : i, draws[0][n] < 0.5 ? 5 - j : j, .zeros)
      })
  }

  @Test func halfOfTheImagesAreFlipped() throws {
    let images = try NDArray<Float>(
      shape: [2000, 1, 1, 2], scalars: (0..<4000).map { Float($0 % 2) })
    let found = try Self.output(of: images) { RandomFlip() }
    let flipped = (0..<2000).count { found.scalars[2 * $0] == 1 }
    #expect((900...1100).contains(flipped))
    #expect((0..<2000).allSatisfy { found.scalars[2 * $0] + found.scalars[2 * $0 + 1] == 1 })
    #expect(try Self.output(of: images) { RandomFlip(horizontal: false) } == images)
  }

  @Test(arguments: ImageBorder.allCases) func shifts(border: ImageBorder) throws {
    let images = try Self.images()
    let found = try Self.output(of: images) { RandomShift(2, border: border) }
    let draws = try Self.draws(5, [0...5, 0...5])
    let expected = Self.all(Self.shape) { n, c, i, j in
      Self.pixel(images, n, c, i + 2 - Int(draws[0][n]), j + 2 - Int(draws[1][n]), border)
    }
    Self.expectEqual(found, expected)
    // A third of 7 rows and of 6 columns is 2 of each.
    Self.expectEqual(
      try Self.output(of: images) { RandomShift(fraction: 0.34, border: border) }, expected)
  }

  @Test func crops() throws {
    let images = try Self.images()
    func crop() -> RandomCrop { RandomCrop(height: 4, width: 3) }
    let draws = try Self.draws(5, [0...4, 0...4])
    Self.expectEqual(
      try Self.output(of: images) { crop() },
      Self.all([5, 3, 4, 3]) { n, c, i, j in
        Self.pixel(images, n, c, i + Int(draws[0][n]), j + Int(draws[1][n]), .zeros)
      })
    Self.expectEqual(
      try Self.output(of: images, mode: .evaluation) { crop() },
      Self.all([5, 3, 4, 3]) { n, c, i, j in Self.pixel(images, n, c, i + 1, j + 1, .zeros) })
  }

  @Test(arguments: ImageBorder.allCases) func rotations(border: ImageBorder) throws {
    let images = try Self.images()
    let largest = 40 * Double.pi / 180
    let draws = try Self.draws(5, [Float(-largest)...Float(largest)])
    Self.expectEqual(
      try Self.output(of: images) { RandomRotation(degrees: 40, border: border) },
      Self.all(Self.shape) { n, c, i, j in
        let angle = Double(draws[0][n])
        let (down, across) = (Double(i) - 3, Double(j) - 2.5)
        return Self.bilinear(
          images, n, c, down * cos(angle) - across * sin(angle) + 3,
          down * sin(angle) + across * cos(angle) + 2.5, border)
      }, within: 1e-5)
  }

  @Test(arguments: ImageBorder.allCases) func zooms(border: ImageBorder) throws {
    let images = try Self.images()
    let draws = try Self.draws(5, [0.5...1.5])
    Self.expectEqual(
      try Self.output(of: images) { RandomZoom(0.5, border: border) },
      Self.all(Self.shape) { n, c, i, j in
        let factor = Double(draws[0][n])
        return Self.bilinear(
          images, n, c, (Double(i) - 3) / factor + 3, (Double(j) - 2.5) / factor + 2.5, border)
      }, within: 1e-5)
  }

  @Test func cutouts() throws {
    let images = try Self.images()
    let draws = try Self.draws(5, [0...7, 0...6])
    Self.expectEqual(
      try Self.output(of: images) { Cutout(3) },
      Self.all(Self.shape) { n, c, i, j in
        let isCut = abs(i - Int(draws[0][n])) <= 1 && abs(j - Int(draws[1][n])) <= 1
        return isCut ? 0 : Self.pixel(images, n, c, i, j, .zeros)
      })
  }

  @Test func coloursChange() throws {
    let images = try Self.images()
    let draws = try Self.draws(5, [0.6...1.4, 0.7...1.3, 0.2...1.8])
    let luma = [0.299, 0.587, 0.114]
    func grey(_ n: Int, _ i: Int, _ j: Int) -> Double {
      (0..<3).map { luma[$0] * Self.pixel(images, n, $0, i, j, .zeros) }.reduce(0, +)
    }
    Self.expectEqual(
      try Self.output(of: images) {
        ColorJitter(brightness: 0.4, contrast: 0.3, saturation: 0.8)
      },
      Self.all(Self.shape) { n, c, i, j in
        let factors = draws.map { Double($0[n]) }
        let mean = (0..<42).map { grey(n, $0 / 6, $0 % 6) }.reduce(0, +) / 42
        // The grey of pixels changes with their contrast.
        func contrasted(_ value: Double) -> Double {
          factors[0] * (mean + factors[1] * (value - mean))
        }
        let own = contrasted(grey(n, i, j))
        return own + factors[2] * (contrasted(Self.pixel(images, n, c, i, j, .zeros)) - own)
      }, within: 1e-5)
  }

  @Test func valuesAreScaled() throws {
    let images = try Self.images()
    Self.expectEqual(
      try Self.output(of: images) { Rescale(2, offset: -1) },
      images.scalars.map { Double($0 * 2 - 1) }, within: 1e-7)
  }

  @Test func theTrainingSetsStatisticsNormalise() throws {
    let images = try Self.images()
    let mean: [Float] = [0.5, 0.25, 0]
    let statistics = TrainingSetStatistics(
      inputs: { Standardization(mean: mean, standardDeviation: [2, 0, 0.5]) },
      components: { PrincipalComponents(mean: [], variances: [], vectors: []) })
    for mode in Mode.allCases {
      let found = try Self.output(of: images, mode: mode, statistics: statistics) { Normalize() }
      Self.expectEqual(
        found,
        Self.all(Self.shape) { n, c, i, j in
          let value = Self.pixel(images, n, c, i, j, .zeros)
          return Double((Float(value) - mean[c]) / ([2, 1, 0.5] as [Float])[c])
        })
    }
    let x = Tensor<Float>.placeholder("x", shape: [4, 3])
    let saved = try Self.expressions(x, statistics, LayerBuilder.buildExpression(Normalize()))
    #expect(saved.statistics.map(\.name) == ["normalize1.mean", "normalize1.deviation"])
    #expect(saved.statistics.map(\.value.scalars) == [[0.5, 0.25, 0], [2, 1, 0.5]])
    #expect(saved.parameters.isEmpty && saved.updates.isEmpty)
    #expect(try Self.output(of: images) { Normalize() } == images)
  }

  @Test func theTrainingSetsComponentsWhiten() throws {
    let rows = try NDArray<Float>(shape: [3, 2], scalars: [1, 2, 2, 2, 1, 4])
    let statistics = TrainingSetStatistics(
      inputs: { Standardization(mean: [], standardDeviation: []) },
      components: {
        PrincipalComponents(
          mean: [1, 2], variances: [4, 0.25], vectors: [[0.6, 0.8], [0.8, -0.6]])
      })
    for mode in Mode.allCases {
      Self.expectEqual(
        try Self.output(of: rows, mode: mode, statistics: statistics) { Whiten(epsilon: 0) },
        [0, 0, 0.3, 1.6, 0.8, -2.4], within: 1e-6)
      Self.expectEqual(
        try Self.output(of: rows, mode: mode, statistics: statistics) { Whiten(1, epsilon: 12) },
        [0, 0.15, 0.4], within: 1e-6)
    }
    // Without a training set, components are those of the identity.
    #expect(try Self.output(of: rows) { Whiten(1) }.scalars == [1, 2, 1])
  }

  @Test func statisticsOfOtherDataAreRefused() throws {
    let statistics = TrainingSetStatistics(
      inputs: { Standardization(mean: [0, 0], standardDeviation: [1]) },
      components: { PrincipalComponents(mean: [0, 0], variances: [1], vectors: [[1, 0]]) })
    let x = Tensor<Float>.placeholder("x", shape: [4, 3])
    func message(_ layers: LayerStack) -> String {
      errorText { _ = try Self.expressions(x, statistics, layers) }
        .split(separator: "error: ").last.map(String.init) ?? ""
    }
    #expect(
      message(LayerBuilder.buildExpression(Normalize()))
        == "'normalize1': the data's statistics have 2 means and 1 deviations; expected 3")
    #expect(
      message(LayerBuilder.buildExpression(Whiten()))
        == "'whiten1': the data's components are of 2 values; expected 3")
  }

  @LayerBuilder private static func everyLayer() -> LayerStack {
    RandomFlip(horizontal: true, vertical: true)
    RandomShift(4)
    RandomShift(fraction: 0.1, border: .edge)
    RandomRotation(degrees: 20)
    RandomZoom(0.2, border: .edge)
    ColorJitter(brightness: 0.2, contrast: 0.2, saturation: 0.2)
    Cutout(8)
  }

  @Test func evaluationLeavesImagesAlone() throws {
    let images = try Self.images([5, 3, 12, 12])
    #expect(
      try Self.output(of: images, mode: .evaluation) { Self.everyLayer() } == images)
  }

  @Test func imagesDoNotDependOnThreads() throws {
    let images = try Self.images([100, 3, 32, 32])
    let one = try Self.output(of: images, isChecked: false) { Self.everyLayer() }
    let two = try Self.output(of: images, threads: 2, isChecked: false) { Self.everyLayer() }
    #expect(one != images)
    #expect(one == two)
  }

  @Test func everyStepDrawsAnew() throws {
    let images = try Self.images([50, 1, 8, 8])
    let x = Tensor<Float>.placeholder("x", shape: images.shape)
    let expressions = try Self.expressions(x, nil, LayerBuilder.buildExpression(RandomShift(3)))
    guard case .numbers(let output) = expressions.prediction else { return }
    let step = try compile(inputs: [x], outputs: [output], options: .testing())
    let first = try step(images)[output]
    #expect(try step(images)[output] != first)
  }
}
