import Croton
import Schedule
import Testing

/// Sums that are exactly 0, on tiles.
@Suite struct WinogradZeroTests {
  private static let (count, channels, filters, extent) = (16, 16, 16, 28)
  /// The rows and columns that are not blank.
  private static let drawn = (rows: 9..<17, columns: 10..<18)
  /// The most inputs that a tile has along an axis.
  private static let tile = 8

  private static func images(isBlank: Bool) throws -> NDArray<Float> {
    var random = try RandomState(seed: 5)
    let shape: Shape = [count, channels, extent, extent]
    var pixels = [Float](repeating: 0, count: shape.elementCount)
    for index in pixels.indices where !isBlank {
      let (row, column) = (index / extent % extent, index % extent)
      guard drawn.rows.contains(row), drawn.columns.contains(column) else { continue }
      pixels[index] = Float(try random.randomSample(count: 1)[0])
    }
    return try NDArray(shape: shape, scalars: pixels)
  }

  private static func weights(_ size: Int) throws -> Shared<Float> {
    var random = try RandomState(seed: 7)
    let shape: Shape = [filters, channels, size, size]
    let values = try random.uniform(low: -0.3, high: 0.3, shape: shape.extents)
    return Shared("W", try NDArray(shape: shape, scalars: values.map { Float($0) }))
  }

  private static func isOnTiles(_ function: Function) -> Bool {
    function.generated.schedule.kernels.contains {
      if case .winogradConvolution = $0.body { true } else { false }
    }
  }

  /// The first and last tile along an axis whose inputs may be drawn ones have sums that rounding
  /// decides; all others are 0.
  @Test(arguments: [(3, false), (5, false), (3, true), (5, true)])
  func blankTilesAreZero(size: Int, isExact: Bool) throws {
    let images = try Self.images(isBlank: false)
    let x = Tensor<Float>.placeholder("x", shape: images.shape)
    let sums = conv2d(x, filters: try Self.weights(size), filterFlip: false)
    let function = try compile(
      inputs: [x], outputs: [sums], options: .testing(isExact: isExact))
    #expect(Self.isOnTiles(function) == !isExact)
    let found = try function(images)[sums]
    let extent = found.shape[2]
    let reach = isExact ? size : Self.tile
    func sees(_ drawn: Range<Int>, from position: Int) -> Bool {
      drawn.overlaps(position + size - reach..<position + reach)
    }
    let wrong = found.scalars.indices.count { index in
      let isBlank =
        !sees(Self.drawn.rows, from: index / extent % extent)
        || !sees(Self.drawn.columns, from: index % extent)
      return isBlank && found.scalars[index] != 0
    }
    #expect(wrong == 0)
    #expect(found.scalars.contains { $0 != 0 })
  }

  /// Rectified units over blank images pass no gradient, as where sums are computed directly.
  @Test func blankImagesHaveNoGradient() throws {
    let images = try Self.images(isBlank: true)
    let x = Tensor<Float>.placeholder("x", shape: images.shape)
    let bias = Shared("b", try NDArray<Float>(repeating: 0, shape: [Self.filters]))
    let sums = conv2d(x, filters: try Self.weights(3)) + bias.dimshuffle(nil, 0, nil, nil)
    let outputs = sums.rectified()
    let gradient = try gradient(of: outputs.sum(), withRespectTo: [bias])[0]
    let function = try compile(
      inputs: [x], outputs: [outputs, gradient], options: .testing())
    #expect(Self.isOnTiles(function))
    let found = try function(images)
    #expect(try found[outputs].scalars.allSatisfy { $0 == 0 })
    #expect(try found[gradient].scalars.allSatisfy { $0 == 0 })
  }
}
