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
  init?(_ convolution: FirstConvolution, input: Image?) throws {
    guard let pictures = FilterPictures(convolution.filters, atMost: Self.mostFilters) else {
      return nil
    }
    name = convolution.name
    self.input = input
    count = convolution.filters.shape[0]
    filters = try pictures.images()
    let maps = convolution.maps
    let (height, width) = (maps.shape[1], maps.shape[2])
    let grid = ImageGrid(format: .grey, height: height, width: width)
    self.maps = try filters.indices.map { map in
      let size = height * width
      let values = ExampleValues.floats(Array(maps.scalars[map * size..<(map + 1) * size]))
      return try grid.image([[values.greyLevels(of: 0, size: size)]])
    }
  }
}
