import Foundation
import ImageFiles
import Testing

@Suite struct ImageFilesTests {
  private let folder = Bundle.module.bundleURL.appending(path: "Fixtures")

  private func path(_ name: String) -> String { folder.appending(path: name).path }

  private func bytes(_ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: name)))
  }

  private func withFile<Result>(
    _ bytes: [UInt8], _ body: (String) throws -> Result
  ) throws -> Result {
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("image-\(UUID().uuidString)").path
    try Data(bytes).write(to: URL(fileURLWithPath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    return try body(path)
  }

  private func message(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "nothing thrown"
    } catch {
      return "\(error)"
    }
  }

  @Test(arguments: ["color.png", "palette.png"]) func colors(name: String) throws {
    let image = try Image(path: path(name))
    #expect(ExpectedPicture.difference(of: image, extent: 1, from: ExpectedPicture.color) == 0)
  }

  @Test(arguments: ["grey.png", "grey16.png"]) func greyLevels(name: String) throws {
    let image = try Image(path: path(name))
    #expect(ExpectedPicture.difference(of: image, extent: 1, from: ExpectedPicture.grey) == 0)
  }

  @Test func bits() throws {
    let image = try Image(path: path("bits.png"))
    let difference = ExpectedPicture.difference(of: image, extent: 1) { x, y in
      ExpectedPicture.grey(x, y).map { $0 > 100 ? 255 : 0 }
    }
    #expect(difference == 0)
  }

  @Test func transparentPixelsAreWhite() throws {
    let image = try Image(path: path("alpha.png"))
    let difference = ExpectedPicture.difference(of: image, extent: 1) { x, y in
      x < 3 ? ExpectedPicture.color(x, y) : [255, 255, 255]
    }
    #expect(difference == 0)
  }

  @Test(arguments: [("color.jpg", 4), ("progressive.jpg", 4), ("inks.jpg", 4)])
  func photographs(name: String, tolerance: Int) throws {
    let image = try Image(path: path(name))
    let difference = ExpectedPicture.difference(of: image, extent: 16, from: ExpectedPicture.color)
    #expect(try #require(difference) <= tolerance)
  }

  @Test func greyPhotographs() throws {
    let image = try Image(path: path("grey.jpg"))
    let difference = ExpectedPicture.difference(of: image, extent: 16, from: ExpectedPicture.grey)
    #expect(try #require(difference) <= 2)
  }

  @Test(arguments: [Image.Format.grey, .color]) func whatIsWrittenIsRead(format: Image.Format)
    throws
  {
    let count = 5 * 3 * format.channels
    let image = try Image(
      width: 5, height: 3, format: format, bytes: (0..<count).map { UInt8(37 * $0 % 256) })
    let path = FileManager.default.temporaryDirectory
      .appendingPathComponent("image-\(UUID().uuidString).png").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try image.writePNG(to: path)
    let read = try Image(path: path)
    #expect(read.width == 5 && read.height == 3)
    let expected = format == .color ? image.bytes : image.bytes.flatMap { [$0, $0, $0] }
    #expect(read.bytes == expected)
  }

  @Test(arguments: ["color.png", "color.jpg"]) func aFileCutShort(name: String) throws {
    let whole = try bytes(name)
    for count in stride(from: 0, to: whole.count - 12, by: 7) {
      #expect(throws: ImageError.self, "\(count) of \(whole.count) bytes") {
        try Image(fileContents: Array(whole.prefix(count)))
      }
    }
  }

  /// Whatever byte is wrong, the answer is a picture or an error.
  @Test(arguments: ["color.png", "palette.png", "color.jpg", "inks.jpg"])
  func damagedFiles(name: String) throws {
    let whole = try bytes(name)
    for position in stride(from: 0, to: whole.count, by: 3) {
      var damaged = whole
      damaged[position] ^= 0xA5
      do { _ = try Image(fileContents: damaged) } catch is ImageError {}
    }
  }

  @Test(
    arguments: [
      ("WebP", Array("RIFF".utf8) + [36, 0, 0, 0] + Array("WEBPVP8 ".utf8)),
      ("GIF", Array("GIF89a".utf8) + [1, 0, 1, 0]),
      ("BMP", Array("BM".utf8) + [70, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0]),
      ("TIFF", Array("II*\0".utf8) + [8, 0, 0, 0]),
      ("TIFF", Array("MM\0*".utf8) + [0, 0, 0, 8]),
    ] as [(String, [UInt8])])
  func otherFormatsAreNamed(format: String, bytes: [UInt8]) throws {
    let text = "this is a \(format) image; expected a PNG or a JPEG"
    #expect(message { _ = try Image(fileContents: bytes) } == text)
    try withFile(bytes) { path in
      #expect(message { _ = try Image(path: path) } == "'\(path)': \(text)")
    }
  }

  @Test func messages() throws {
    #expect(
      message { _ = try Image(path: "/nowhere/moon.png") }
        == "'/nowhere/moon.png': No such file or directory")
    #expect(message { _ = try Image(path: "/") } == "'/': Is a directory")
    try withFile([1, 2, 3]) { path in
      #expect(
        message { _ = try Image(path: path) } == "'\(path)': this is neither a PNG nor a JPEG")
    }
    #expect(message { _ = try Image(fileContents: []) } == "this is neither a PNG nor a JPEG")
    let png = try bytes("color.png")
    #expect(
      message { _ = try Image(fileContents: Array(png.prefix(50))) }
        == "the PNG cannot be used: read beyond end of data")
    let jpeg = try bytes("color.jpg")
    #expect(
      message { _ = try Image(fileContents: jpeg.dropLast(20)) }
        == "the JPEG cannot be used: Premature end of JPEG file")
    #expect(
      message {
        try Image(width: 1, height: 1, format: .grey, bytes: [0]).writePNG(to: "/nowhere/x.png")
      }
        == "'/nowhere/x.png': No such file or directory")
    #expect(
      message { _ = try Image(width: 2, height: 2, format: .color, bytes: [0]) }
        == "an image of 2 x 2 pixels with 3 channels has 12 bytes, but 1 were given")
    for (width, height) in [(0, 5), (5, -1), (Int.max, 2), (100_000, 1001)] {
      #expect(
        message { _ = try Image(width: width, height: height, format: .grey, bytes: []) }
          == "the image has \(width) x \(height) pixels; expected 1 to 100000000 in all")
    }
  }

  /// A file of a few bytes that claims to be huge is refused before there is memory for it.
  @Test func aHugeClaim() throws {
    var png = try bytes("color.png")
    png.replaceSubrange(16..<24, with: [0x00, 0x0F, 0x42, 0x40, 0x00, 0x0F, 0x42, 0x40])
    // The checksum of the header with those numbers, a million each.
    let header = Array(png[12..<29])
    png.replaceSubrange(29..<33, with: checksum(header))
    #expect(
      message { _ = try Image(fileContents: png) }
        == "the image has 1000000 x 1000000 pixels; expected 1 to 100000000 in all")
  }

  /// A file that cannot hold as many pixels as it claims, however well it is compressed.
  @Test(arguments: ["color.png", "grey.png", "color.jpg"])
  func aClaimThatTheFileCannotHold(name: String) throws {
    var file = try bytes(name)
    let size = [0x27, 0x10].map(UInt8.init)
    if name.hasSuffix("png") {
      file.replaceSubrange(16..<24, with: [0, 0] + size + [0, 0] + size)
      file.replaceSubrange(29..<33, with: checksum(Array(file[12..<29])))
    } else {
      // After the marker of the frame, its length and the depth.
      let frame = try #require(file.indices.first { file[$0...].starts(with: [0xFF, 0xC0]) })
      file.replaceSubrange(frame + 5..<frame + 9, with: size + size)
    }
    #expect(
      message { _ = try Image(fileContents: file) }
        == "the image has 10000 x 10000 pixels; a file of \(file.count) bytes cannot hold so many")
  }

  /// The CRC-32 of PNG, from the definition.
  private func checksum(_ bytes: [UInt8]) -> [UInt8] {
    var remainder: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
      remainder ^= UInt32(byte)
      for _ in 0..<8 {
        remainder = remainder & 1 == 1 ? 0xEDB8_8320 ^ (remainder >> 1) : remainder >> 1
      }
    }
    return [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: ~remainder >> $0) }
  }
}
