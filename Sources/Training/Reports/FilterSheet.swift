import Compiler
import Frontend
import ImageFiles
import TensorBoard

/// The filters of a network's first convolution as one picture: grey where they have one input
/// channel, coloured where they have three.
struct FilterSheet {
  /// The largest number of filters that are shown.
  private static let mostFilters = 256

  private let filters: Shared<Float>
  private let format: Image.Format

  /// The filters among some parameters, in the order of the layers; `nil` where none are.
  init?(parameters: [Shared<Float>]) {
    guard let filters = parameters.first(where: { $0.value.shape.rank == 4 }),
      let format = Image.Format(rawValue: filters.value.shape[1]),
      filters.value.shape.elementCount > 0
    else { return nil }
    self.filters = filters
    self.format = format
  }

  /// The picture, in about as many rows as columns. The least of all weights is black, the greatest
  /// white.
  ///
  /// - Throws: `ImageError`.
  func image() throws -> Image {
    let value = filters.value
    let size = value.shape.elementCount / value.shape[0]
    let levels = ImageGrid.levels(of: value.scalars)
    let images = (0..<min(value.shape[0], Self.mostFilters)).map {
      Array(levels[$0 * size..<($0 + 1) * size])
    }
    let columns = max(1, Int(Double(images.count).squareRoot().rounded(.up)))
    let rows = stride(from: 0, to: images.count, by: columns).map {
      Array(images[$0..<min($0 + columns, images.count)])
    }
    return try ImageGrid(format: format, height: value.shape[2], width: value.shape[3]).image(rows)
  }

  /// The picture as TensorBoard shows it.
  var taggedValue: TaggedValue {
    get throws {
      let image = try image()
      return TaggedValue(
        "filters/\(filters.name ?? "parameter")",
        .image(
          png: try image.png(), width: image.width, height: image.height,
          channels: image.format.channels))
    }
  }
}
