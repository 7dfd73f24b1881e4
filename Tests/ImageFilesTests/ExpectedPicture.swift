import ImageFiles

/// The picture that all fixtures show: six columns of colours, or of grey levels, in four rows.
enum ExpectedPicture {
  static let width = 6
  static let height = 4

  static func color(_ x: Int, _ y: Int) -> [Int] { [40 * x, 60 * y, 255 - 40 * x] }

  static func grey(_ x: Int, _ y: Int) -> [Int] { Array(repeating: 20 * x + 40 * y, count: 3) }

  /// The largest difference of the image, in which each pixel of the picture is a square of the
  /// given extent, from the picture; or `nil` where it has another size.
  static func difference(
    of image: Image, extent: Int, from pixel: (Int, Int) -> [Int]
  ) -> Int? {
    guard image.width == width * extent, image.height == height * extent, image.format == .color
    else { return nil }
    var difference = 0
    for y in 0..<image.height {
      for x in 0..<image.width {
        for (channel, level) in pixel(x / extent, y / extent).enumerated() {
          let found = Int(image.bytes[(y * image.width + x) * 3 + channel])
          difference = max(difference, abs(found - level))
        }
      }
    }
    return difference
  }
}
