import CTurboJPEG
import Files

/// What the first bytes of an image file say of the picture, which is not decoded.
public struct ImageHeader: Sendable, Equatable {
  /// The number of columns.
  public let width: Int
  /// The number of rows.
  public let height: Int
  /// The format of the file: grey where it has no colours.
  public let format: Image.Format

  /// Reads the header of a file; none where it has not the signature of a PNG or a JPEG, or is no
  /// regular file.
  ///
  /// - Throws: `ImageError` where the file cannot be read, or has no header after its signature.
  public init?(path: String) throws {
    do {
      let file: InputFile
      do {
        file = try InputFile(path: path)
      } catch InputFileError.folder, InputFileError.notRegular {
        return nil
      }
      let start = try file.read(count: Self.pngHeaderSize, at: 0)
      if Image.isPNG(start) {
        try self.init(png: start)
      } else if Image.isJPEG(start) {
        // The header follows comments, previews and profiles of any length.
        let most = min(file.size, Image.mostFileBytes)
        do {
          try self.init(jpeg: file.read(count: min(most, 1 << 16), at: 0))
        } catch is ImageError where most > 1 << 16 {
          try self.init(jpeg: file.read(count: most, at: 0))
        }
      } else {
        return nil
      }
    } catch let error as InputFileError {
      throw ImageError.file(path: path, reason: error.reason)
    } catch let error as ImageError {
      throw ImageError.inFile(path: path, error)
    }
  }

  /// The signature, and of the first chunk the length, the name, the sizes, the depth and the type.
  private static let pngHeaderSize = 26

  private init(png bytes: [UInt8]) throws {
    guard bytes.count == Self.pngHeaderSize, bytes[12..<16].elementsEqual("IHDR".utf8) else {
      throw ImageError.png("Not a PNG file")
    }
    func integer(_ range: Range<Int>) -> Int { bytes[range].reduce(0) { $0 << 8 | Int($1) } }
    width = integer(16..<20)
    height = integer(20..<24)
    // Bit 1 of the type says that there are colours, which those of a palette are.
    format = bytes[25] & 2 == 0 ? .grey : .color
    try Image.check(width: width, height: height)
  }

  private init(jpeg bytes: [UInt8]) throws {
    guard let decoder = tjInitDecompress() else { throw ImageError.jpeg("no decoder") }
    defer { tjDestroy(decoder) }
    var (width, height, subsampling, colorspace) = (Int32(0), Int32(0), Int32(0), Int32(0))
    guard
      tjDecompressHeader3(
        decoder, bytes, UInt(bytes.count), &width, &height, &subsampling, &colorspace) == 0
    else { throw ImageError.jpeg(String(cString: tjGetErrorStr2(decoder))) }
    self.width = Int(width)
    self.height = Int(height)
    format = colorspace == Int32(bitPattern: TJCS_GRAY.rawValue) ? .grey : .color
    try Image.check(width: self.width, height: self.height)
  }
}

extension ImageHeader {
  /// Whether there is a file with the signature of a PNG or a JPEG that can be read.
  public static func isImage(path: String) -> Bool {
    guard let file = try? InputFile(path: path),
      let start = try? file.read(count: Image.pngSignature.count, at: 0)
    else { return false }
    return Image.isPNG(start) || Image.isJPEG(start)
  }
}
