import Compiler
import Frontend
import GraphIR
import ImageFiles
import RandomNumbers
import SampleImage

/// The convolution example of the LeNet tutorial: two 9x9 filters with random weights over the
/// three colours of an image, and a sigmoid, which find edges.
///
///     let image = try FilterDemo.sampleImage()
///     for map in try FilterDemo().filtered(image) { … }
package struct FilterDemo: Sendable {
  private static let extent = 9

  /// The filters, (2, 3, 9, 9): uniform within `1 / sqrt(3 * 9 * 9)`, from seed 23455.
  package let W: Shared<Double>
  /// The bias, (2,): uniform within 1/2. The tutorial has it only so that it differs from 0.
  package let b: Shared<Double>

  /// The filters and the bias as the tutorial draws them.
  package init() throws {
    let shape = [2, 3, Self.extent, Self.extent]
    let bound = 1 / Double(shape.dropFirst().reduce(1, *)).squareRoot()
    var random = try RandomState(seed: 23455)
    W = Shared(
      "W",
      try NDArray(
        shape: Shape(shape), scalars: random.uniform(low: -bound, high: bound, shape: shape)))
    b = Shared("b", NDArray(try random.uniform(low: -0.5, high: 0.5, count: shape[0])))
  }

  /// The image that comes with Croton: a moon over hills.
  package static func sampleImage() throws -> Image {
    let file = sampleImageMoon()
    // The bytes are constant data of the program.
    return try Image(
      fileContents: Array(UnsafeBufferPointer(start: file.bytes, count: file.count)))
  }

  /// What the filters make of images (N, 3, H, W): `sigmoid(conv(x, W) + b)`, (N, 2, H - 8, W - 8).
  package func output(_ images: Tensor<Double>) -> Tensor<Double> {
    (conv2d(images, filters: W) + b.dimshuffle(nil, 0, nil, nil)).sigmoid().named("filtered")
  }

  /// The two filtered maps of an image in colour, each from black at its least value to white at
  /// its greatest, as the tutorial shows them.
  ///
  /// A large image is filtered in tiles, twice: to find the least and the greatest value, and to
  /// write the maps. Beside the image and two bytes for each of its pixels, that takes the memory
  /// of a tile, about 200 MB.
  ///
  /// - Throws: `FilterDemoError` for an image without colours or smaller than a filter;
  ///   `ToolchainError` when the C compiler is missing or fails.
  package func filtered(
    _ image: Image, options: CompileOptions = CompileOptions()
  ) throws -> [Image] {
    try filtered(image, options: options, tileExtent: 1024)
  }

  /// - Parameter tileExtent: the greatest height and width of what is filtered at a time.
  func filtered(_ image: Image, options: CompileOptions, tileExtent: Int) throws -> [Image] {
    guard image.format == .color, image.width >= Self.extent, image.height >= Self.extent else {
      throw FilterDemoError.image(
        width: image.width, height: image.height, channels: image.format.channels,
        extent: Self.extent)
    }
    let border = Self.extent - 1
    let (height, width) = (image.height - border, image.width - border)
    let (tileHeight, tileWidth) = (min(height, tileExtent), min(width, tileExtent))
    let x = Tensor<Double>.placeholder(
      "image", shape: [1, 3, tileHeight + border, tileWidth + border])
    let output = output(x)
    let filter = try compile(name: "filter", inputs: [x], outputs: [output], options: options)

    // All tiles are equal, so the last ones lie on those before them.
    let tops = stride(from: 0, to: height, by: tileHeight).map { min($0, height - tileHeight) }
    let lefts = stride(from: 0, to: width, by: tileWidth).map { min($0, width - tileWidth) }
    let tiles = tops.flatMap { top in lefts.map { Tile(top: top, left: $0) } }
    var kept: NDArray<Double>?
    func result(_ tile: Tile) throws -> NDArray<Double> {
      if let kept { return kept }
      let scalars = pixels(
        of: image, rows: tile.top..<tile.top + tileHeight + border,
        columns: tile.left..<tile.left + tileWidth + border)
      let result = try filter(NDArray(shape: x.shape ?? .scalar, scalars: scalars))[output]
      if tiles.count == 1 { kept = result }
      return result
    }

    var ranges: [ClosedRange<Double>?] = [nil, nil]
    for tile in tiles {
      let values = try result(tile)
      for map in ranges.indices {
        let values = Self.values(values, map: map)
        guard let least = values.min(), let greatest = values.max() else { continue }
        let range = ranges[map] ?? least...greatest
        ranges[map] = min(range.lowerBound, least)...max(range.upperBound, greatest)
      }
    }
    var maps = ranges.map { _ in [UInt8](repeating: 0, count: height * width) }
    for tile in tiles {
      let values = try result(tile)
      for map in maps.indices {
        let levels = Self.stretched(Self.values(values, map: map), from: ranges[map] ?? 0...1)
        for row in 0..<tileHeight {
          let target = (tile.top + row) * width + tile.left
          maps[map].replaceSubrange(
            target..<target + tileWidth, with: levels[row * tileWidth..<(row + 1) * tileWidth])
        }
      }
    }
    return try maps.map {
      try Image(width: width, height: height, format: .grey, bytes: $0)
    }
  }

  /// Where a tile begins, in the image as well as in the maps.
  private struct Tile {
    var top: Int
    var left: Int
  }

  /// The values of one map of a tile.
  private static func values(_ maps: NDArray<Double>, map: Int) -> ArraySlice<Double> {
    let count = maps.shape[2] * maps.shape[3]
    return maps.scalars[map * count..<(map + 1) * count]
  }

  /// The levels of each colour over 256, one colour after the other.
  private func pixels(of image: Image, rows: Range<Int>, columns: Range<Int>) -> [Double] {
    (0..<3).flatMap { color in
      rows.flatMap { row in
        columns.map { Double(image.bytes[(row * image.width + $0) * 3 + color]) / 256 }
      }
    }
  }

  private static func stretched(
    _ values: ArraySlice<Double>, from range: ClosedRange<Double>
  ) -> [UInt8] {
    let (least, greatest) = (range.lowerBound, range.upperBound)
    let scale = greatest > least ? 255 / (greatest - least) : 0
    return values.map { UInt8((($0 - least) * scale).rounded()) }
  }
}
