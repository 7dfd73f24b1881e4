/// Small images of one size side by side in rows, with white between them.
package struct ImageGrid: Sendable {
  /// The pixels between images.
  private static let gap = 2

  private let format: Image.Format
  private let height: Int
  private let width: Int

  /// A grid of images of one size and format.
  package init(format: Image.Format, height: Int, width: Int) {
    self.format = format
    self.height = height
    self.width = width
  }

  /// The picture of images that are given row by row, each with its levels channel by channel.
  ///
  /// - Throws: `ImageError` where the picture would be too large.
  package func image(_ rows: [[[UInt8]]]) throws -> Image {
    let columns = rows.map(\.count).max() ?? 0
    let size = (
      width: columns * (width + Self.gap) - Self.gap,
      height: rows.count * (height + Self.gap) - Self.gap
    )
    let channels = format.channels
    var bytes = [UInt8](repeating: 255, count: max(0, size.width * size.height * channels))
    for (row, images) in rows.enumerated() {
      for (column, levels) in images.enumerated() {
        let corner = (y: row * (height + Self.gap), x: column * (width + Self.gap))
        for channel in 0..<channels {
          for y in 0..<height {
            for x in 0..<width {
              let pixel = (corner.y + y) * size.width + corner.x + x
              bytes[pixel * channels + channel] = levels[(channel * height + y) * width + x]
            }
          }
        }
      }
    }
    return try Image(width: size.width, height: size.height, format: format, bytes: bytes)
  }

  /// The levels of numbers: the least of the finite ones is black, the greatest white, and what is
  /// not finite is black.
  package static func levels(of numbers: [Float]) -> [UInt8] {
    let finite = numbers.filter(\.isFinite)
    let (least, greatest) = (finite.min() ?? 0, finite.max() ?? 0)
    let scale = greatest > least ? 255 / (greatest - least) : 0
    return numbers.map { number in
      let level = (number - least) * scale
      return level.isFinite ? UInt8(max(0, min(255, level))) : 0
    }
  }
}
