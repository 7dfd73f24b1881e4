import Foundation

extension Image {
  private static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let jpegSignature: [UInt8] = [0xFF, 0xD8, 0xFF]

  /// Reads a PNG or a JPEG file of any kind as a picture in colour.
  ///
  /// Grey and palettes become colours, 16 bits become 8, transparent pixels lie on white, and inks
  /// (CMYK) become the light that they reflect.
  ///
  /// - Throws: `ImageError` where the file cannot be read, is damaged, or is no picture.
  public init(path: String) throws {
    let bytes: Data
    do {
      bytes = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch let error as CocoaError {
      let system = (error.underlying as? POSIXError).map { String(cString: strerror($0.code.rawValue)) }
      throw ImageError.file(path: path, reason: system ?? error.localizedDescription)
    }
    do {
      try self.init(fileContents: Array(bytes))
    } catch let error as ImageError {
      throw ImageError.inFile(path: path, error)
    }
  }

  /// The picture in the bytes of a PNG or a JPEG file.
  ///
  /// - Throws: `ImageError` where the bytes are damaged, or no picture.
  public init(fileContents bytes: [UInt8]) throws {
    if bytes.starts(with: Self.pngSignature) {
      try self.init(png: bytes)
    } else if bytes.starts(with: Self.jpegSignature) {
      try self.init(jpeg: bytes)
    } else {
      throw ImageError.unknownFormat
    }
  }
}
