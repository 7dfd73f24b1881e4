/// A picture of grey or coloured pixels of a byte a channel.
///
///     let image = try Image(path: "moon.png")
///     try image.writePNG(to: "copy.png")
public struct Image: Sendable, Hashable {
  /// What a pixel consists of.
  public enum Format: Int, Sendable {
    /// One number, from black to white.
    case grey = 1
    /// Red, green and blue.
    case color = 3

    /// The number of bytes of a pixel.
    public var channels: Int { rawValue }
  }

  /// The most pixels that an image may have: a small file can claim to be a huge picture.
  public static let mostPixels = 100_000_000

  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// What a pixel consists of.
  public let format: Format
  /// The bytes of the pixels, from left to right and from the top down.
  public let bytes: [UInt8]

  /// - Throws: `ImageError` where the size is impossible, or the bytes are not as many as it needs.
  public init(width: Int, height: Int, format: Format, bytes: [UInt8]) throws {
    try Self.check(width: width, height: height)
    guard bytes.count == width * height * format.channels else {
      throw ImageError.byteCount(bytes.count, width: width, height: height, format)
    }
    self.width = width
    self.height = height
    self.format = format
    self.bytes = bytes
  }

  /// Bytes that are known to be as many as the size and the format need.
  init(width: Int, height: Int, checked format: Format, bytes: [UInt8]) {
    self.width = width
    self.height = height
    self.format = format
    self.bytes = bytes
  }

  static func check(width: Int, height: Int) throws {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard width >= 1, height >= 1, !overflow, count <= mostPixels else {
      throw ImageError.size(width: width, height: height, mostPixels: mostPixels)
    }
  }
}
