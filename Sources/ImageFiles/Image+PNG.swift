import CPNG
import Files

// libpng's simplified interface: it reports errors in its structure, where the other one jumps out
// of its callers with `longjmp`, which Swift does not survive.

extension Image {
  init(png: [UInt8], format: Format?) throws {
    var reader = png_image()
    reader.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&reader) }
    var ownFormat = Format.color
    try Self.checkChunks(of: png)
    // Safe: libpng reads the bytes in the two calls inside, for which the buffer lives.
    let pixels: [UInt8] = try png.withUnsafeBytes { file in
      guard png_image_begin_read_from_memory(&reader, file.baseAddress, file.count) != 0 else {
        throw ImageError.png(message(reader))
      }
      try Self.check(width: Int(reader.width), height: Int(reader.height))
      try Self.checkRoom(png: png, width: Int(reader.width), height: Int(reader.height))
      let isGrey = reader.format & png_uint_32(PNG_FORMAT_FLAG_COLOR) == 0
      if format != .color, isGrey { ownFormat = .grey }
      reader.format = ownFormat == .color ? png_uint_32(PNG_FORMAT_FLAG_COLOR) : 0
      // 16 bits without a word about their gamma are taken as 8 bits would be.
      reader.flags |= png_uint_32(PNG_IMAGE_FLAG_16BIT_sRGB)
      var white = png_color(red: 255, green: 255, blue: 255)
      let count = Int(reader.width) * Int(reader.height) * ownFormat.channels
      try Self.checkMemory(count)
      var pixels = [UInt8](repeating: 0, count: count)
      // Safe: there are as many bytes as the size that libpng has just told needs in this format.
      let isRead = pixels.withUnsafeMutableBytes {
        png_image_finish_read(&reader, &white, $0.baseAddress, 0, nil) != 0
      }
      // A file cut short is a warning to libpng, which leaves the rest of the picture black.
      guard isRead, reader.warning_or_error == 0 else { throw ImageError.png(message(reader)) }
      return pixels
    }
    try self.init(
      width: Int(reader.width), height: Int(reader.height), format: ownFormat, bytes: pixels)
  }

  /// Refuses a file that ends before a chunk does. For some chunks libpng takes as much memory as
  /// they say before it reads them.
  private static func checkChunks(of png: [UInt8]) throws {
    var start = pngSignature.count
    // A chunk has a length, a name, so many bytes, and a checksum.
    while start + 12 <= png.count {
      let length = png[start..<start + 4].reduce(0) { $0 << 8 | Int($1) }
      guard length <= png.count - start - 12 else {
        throw ImageError.png("read beyond end of data")
      }
      if png[start + 4..<start + 8].elementsEqual("IEND".utf8) { return }
      start += 12 + length
    }
  }

  /// Refuses a file that is too short for its pixels, before there is room for them.
  private static func checkRoom(png: [UInt8], width: Int, height: Int) throws {
    // The header, which libpng has read: the bits of a sample, and the kind that says how many
    // samples a pixel has.
    let samples = [2: 3, 4: 2, 6: 4][png[25]] ?? 1
    let rowBytes = (width * Int(png[24]) * samples + 7) / 8
    guard rowBytes * height <= Deflate.contentBytes(ofCompressed: png.count) else {
      throw ImageError.tooShort(byteCount: png.count, width: width, height: height)
    }
  }

  /// Writes the image as a PNG; whatever happens, the file is the whole old or the whole new one.
  ///
  /// - Throws: `ImageError`.
  public func writePNG(to path: String) throws {
    let file = try png()
    do {
      try WholeFile(path: path).write([file])
    } catch {
      throw ImageError.file(path: path, reason: error.reason)
    }
  }

  /// The bytes of the image as a PNG file.
  ///
  /// - Throws: `ImageError`.
  public func png() throws -> [UInt8] {
    var writer = png_image()
    writer.version = png_uint_32(PNG_IMAGE_VERSION)
    writer.width = png_uint_32(width)
    writer.height = png_uint_32(height)
    writer.format = format == .color ? png_uint_32(PNG_FORMAT_FLAG_COLOR) : 0
    defer { png_image_free(&writer) }
    // The most that the file can take, of which only what is written to takes memory.
    let most = Int(croton_png_image_size_max(writer))
    try Self.checkMemory(most)
    return try bytes.withUnsafeBytes { pixels in
      try [UInt8](unsafeUninitializedCapacity: most) { file, initializedCount in
        // Safe: the pixels are as many as the size above needs; the library writes at most as many
        // bytes as `size` says, and says how many it has written.
        var size = png_alloc_size_t(most)
        guard
          png_image_write_to_memory(
            &writer, file.baseAddress, &size, 0, pixels.baseAddress, 0, nil) != 0
        else { throw ImageError.png(message(writer)) }
        initializedCount = Int(size)
      }
    }
  }
}

/// What libpng says about the last call.
private func message(_ image: png_image) -> String {
  withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
}
