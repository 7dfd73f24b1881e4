import ImageFiles

/// Decodes an image file to the values of an example, channel by channel.
struct ImageDecoder: Sendable {
  let width: Int
  let height: Int
  let format: Image.Format
  /// The rule for images of another size: resized, or refused with the name of the file that sets
  /// the size.
  let size: SizeRule

  enum SizeRule: Sendable {
    case resized
    case asIn(String)
  }

  var exampleShape: [Int] { [format.channels, height, width] }
  var exampleSize: Int { format.channels * height * width }

  /// Refuses an image of another size, unless it is to be resized.
  func check(width: Int, height: Int, path: String) throws {
    if case .asIn(let file) = size, width != self.width || height != self.height {
      throw DatasetError(
        file: path,
        ImageFolderError.imageFileSize(
          expected: [self.width, self.height], file: file, found: [width, height]))
    }
  }

  /// Decodes a file into memory for the values of an example.
  ///
  /// - Throws: `DatasetError`, which names the file.
  func decode(path: String, into target: UnsafeMutableRawBufferPointer) throws {
    let image = try DatasetError.naming(path) {
      let image = try Image(path: path, format: format == .grey ? .grey : nil)
      try check(width: image.width, height: image.height, path: path)
      return try image.resized(width: width, height: height)
    }
    precondition(target.count == exampleSize)
    image.bytes.withUnsafeBytes { bytes in
      guard let source = bytes.baseAddress, let planes = target.baseAddress else { return }
      let plane = width * height
      if image.format == .grey {
        // Safe: each plane has as many bytes as the grey image, and the target has all planes.
        for channel in 0..<format.channels {
          (planes + channel * plane).copyMemory(from: source, byteCount: plane)
        }
      } else {
        Self.separate(source, pixels: plane, into: planes)
      }
    }
  }

  /// Separates red, green and blue.
  private static func separate(
    _ source: UnsafeRawPointer, pixels: Int, into target: UnsafeMutableRawPointer
  ) {
    // Safe: both have three bytes for each pixel. A `while` loop over plain pointers, since debug
    // builds run this as well.
    let colors = source.assumingMemoryBound(to: UInt8.self)
    let red = target.assumingMemoryBound(to: UInt8.self)
    let green = red + pixels
    let blue = green + pixels
    var pixel = 0
    var color = 0
    while pixel < pixels {
      red[pixel] = colors[color]
      green[pixel] = colors[color &+ 1]
      blue[pixel] = colors[color &+ 2]
      pixel &+= 1
      color &+= 3
    }
  }
}
