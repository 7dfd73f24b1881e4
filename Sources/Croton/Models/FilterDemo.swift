import Frontend
import GraphIR
import ImageFiles
import RandomNumbers
import SampleImage

/// The convolution example of the LeNet tutorial: two 9x9 filters with random weights over the three
/// colours of an image, and a sigmoid, which find edges.
///
///     let image = try FilterDemo.sampleImage()
///     for map in try FilterDemo().filtered(image) { … }
public struct FilterDemo: Sendable {
  private static let extent = 9

  /// The filters, (2, 3, 9, 9): uniform within `1 / sqrt(3 * 9 * 9)`, from seed 23455.
  public let W: Shared<Double>
  /// The bias, (2,): uniform within 1/2. The tutorial has it only so that it differs from 0.
  public let b: Shared<Double>

  /// The filters and the bias as the tutorial draws them.
  public init() throws {
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
  public static func sampleImage() throws -> Image {
    let file = sampleImageMoon()
    // The bytes are constant data of the program.
    return try Image(
      fileContents: Array(UnsafeBufferPointer(start: file.bytes, count: file.count)))
  }

  /// What the filters make of images (N, 3, H, W): `sigmoid(conv(x, W) + b)`, (N, 2, H - 8, W - 8).
  public func output(_ images: Tensor<Double>) -> Tensor<Double> {
    (conv2d(images, filters: W) + b.dimshuffle(nil, 0, nil, nil)).sigmoid().named("filtered")
  }

  /// The two filtered maps of an image in colour, each from black at its least value to white at its
  /// greatest, as the tutorial shows them.
  ///
  /// - Throws: `FilterDemoMistake` for an image without colours or smaller than a filter;
  ///   `ToolchainError` when the C compiler is missing or fails.
  public func filtered(
    _ image: Image, options: CompileOptions = CompileOptions()
  ) throws -> [Image] {
    guard image.format == .color, image.width >= Self.extent, image.height >= Self.extent else {
      throw FilterDemoMistake.image(
        width: image.width, height: image.height, channels: image.format.channels,
        extent: Self.extent)
    }
    let x = Tensor<Double>.placeholder("image", shape: [1, 3, image.height, image.width])
    let maps = output(x)
    let filter = try compile(name: "filter", inputs: [x], outputs: [maps], options: options)
    let result = try filter(NDArray(shape: x.shape ?? .scalar, scalars: pixels(of: image)))[maps]
    let (height, width) = (result.shape[2], result.shape[3])
    return try (0..<result.shape[1]).map { map in
      let values = result.scalars[map * height * width..<(map + 1) * height * width]
      return try Image(width: width, height: height, format: .grey, bytes: stretched(values))
    }
  }

  /// The levels of each colour over 256, one colour after the other.
  private func pixels(of image: Image) -> [Double] {
    (0..<3).flatMap { color in
      stride(from: color, to: image.bytes.count, by: 3).map { Double(image.bytes[$0]) / 256 }
    }
  }

  private func stretched(_ values: ArraySlice<Double>) -> [UInt8] {
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 1)
    let scale = greatest > least ? 255 / (greatest - least) : 0
    return values.map { UInt8((($0 - least) * scale).rounded()) }
  }
}

/// What can be wrong with an image for the demonstration.
public enum FilterDemoMistake: Error, Sendable, Equatable, CustomStringConvertible {
  case image(width: Int, height: Int, channels: Int, extent: Int)

  public var description: String {
    switch self {
    case .image(let width, let height, let channels, let extent):
      "the image has \(width) x \(height) pixels with \(channels) channels; "
        + "wanted at least \(extent) x \(extent) pixels with 3 channels"
    }
  }
}
