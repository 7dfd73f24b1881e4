import Frontend
import ImageFiles

/// The filters of a convolution as pictures: grey for one input channel, coloured for three, and
/// otherwise the channels in grey, one below the other. A weight of 0 is grey, and the weight of the
/// greatest magnitude black or white, so that the strengths of filters can be compared.
package struct FilterPictures {
  private let grid: ImageGrid
  /// The levels of each filter, channel by channel.
  private let levels: [[UInt8]]

  /// The first of some filters (K, C, R, S); `nil` for an array of another rank, or without
  /// elements.
  package init?(_ filters: NDArray<Float>, atMost count: Int) {
    let shape = filters.shape
    guard shape.rank == 4, shape.elementCount > 0 else { return nil }
    let (channels, height, width) = (shape[1], shape[2], shape[3])
    if let format = Image.Format(rawValue: channels) {
      grid = ImageGrid(format: format, height: height, width: width)
    } else {
      grid = ImageGrid(format: .grey, height: channels * height, width: width)
    }
    let size = channels * height * width
    let weights = filters.scalars
    let greatest = weights.lazy.filter(\.isFinite).map(abs).max() ?? 0
    let all = weights.map { Self.level(of: $0, greatest: greatest) }
    levels = (0..<min(shape[0], count)).map { Array(all[$0 * size..<($0 + 1) * size]) }
  }

  /// The level of a weight: black where it is not finite.
  private static func level(of weight: Float, greatest: Float) -> UInt8 {
    guard weight.isFinite else { return 0 }
    return greatest > 0 ? UInt8(127.5 + 127.5 * (weight / greatest)) : 127
  }

  /// A picture of each filter.
  ///
  /// - Throws: `ImageError`.
  package func images() throws -> [Image] { try levels.map { try grid.image([[$0]]) } }

  /// All filters in one picture, in about as many rows as columns.
  ///
  /// - Throws: `ImageError`.
  package func sheet() throws -> Image {
    let columns = max(1, Int(Double(levels.count).squareRoot().rounded(.up)))
    return try grid.image(
      stride(from: 0, to: levels.count, by: columns).map {
        Array(levels[$0..<min($0 + columns, levels.count)])
      })
  }
}
