import Datasets
import ImageFiles
import Training

/// The filters of a first convolution and what they find in an image, as pictures.
public struct ConvolutionPictures: Sendable, Equatable {
  /// The name of the filters, such as `conv2d1.W`.
  public let name: String
  /// The image that the maps are of; `nil` for one that is neither grey nor coloured.
  public let input: Image?
  /// The filters: from black, the most negative weight, over grey, 0, to white.
  public let filters: [Image]
  /// The feature map of each filter: from black, its least value, to white, its greatest.
  public let maps: [Image]
  /// The number of filters, of which the pictures may be the first ones only.
  public let count: Int

  /// The largest number of filters that are shown.
  static let mostFilters = 64

  /// - Throws: `ImageError` for a picture that would be too large.
  init(_ convolution: FirstConvolution, input: Image?) throws {
    name = convolution.name
    self.input = input
    let shape = convolution.filters.shape
    let (channels, height, width) = (shape[1], shape[2], shape[3])
    count = shape[0]
    let shown = min(count, Self.mostFilters)
    let weights = convolution.filters.scalars
    let size = channels * height * width
    // One scale for all filters, so that their strengths can be compared.
    let greatest = weights.lazy.map(abs).max() ?? 0
    let levels = weights.map { greatest > 0 ? UInt8(127.5 + 127.5 * $0 / greatest) : 127 }
    filters = try (0..<shown).map { filter in
      let planes = Array(levels[filter * size..<(filter + 1) * size])
      return try Image(planes: planes, channels: channels, height: height, width: width)
        ?? Image(stacking: planes, height: channels * height, width: width)
    }
    let maps = convolution.maps
    let (mapHeight, mapWidth) = (maps.shape[1], maps.shape[2])
    self.maps = try (0..<shown).map { map in
      let pixels = mapHeight * mapWidth
      let values = ExampleValues.floats(
        Array(maps.scalars[map * pixels..<(map + 1) * pixels]))
      return try Image(
        width: mapWidth, height: mapHeight, format: .grey,
        bytes: values.greyLevels(of: 0, size: pixels))
    }
  }
}

extension Image {
  /// The image of planes of one channel, or of three, one after the other; `nil` for another number
  /// of channels.
  init?(planes: [UInt8], channels: Int, height: Int, width: Int) throws {
    guard let format = Format(rawValue: channels) else { return nil }
    let size = height * width
    let bytes = (0..<size).flatMap { pixel in
      (0..<channels).map { planes[$0 * size + pixel] }
    }
    try self.init(width: width, height: height, format: format, bytes: bytes)
  }

  /// A grey image of planes one below the other.
  init(stacking planes: [UInt8], height: Int, width: Int) throws {
    try self.init(width: width, height: height, format: .grey, bytes: planes)
  }
}
