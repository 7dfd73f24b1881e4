import Diagnostics
import Files

extension Image {
  static let pngSignature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
  private static let jpegSignature: [UInt8] = [0xFF, 0xD8, 0xFF]

  /// The largest file that is read, in bytes: more than the greatest image takes without
  /// compression in 16 bits.
  public static let mostFileBytes = 1 << 30

  /// Reads a PNG or a JPEG file of any kind, as a picture in colour unless another format is given.
  ///
  /// Palettes become colours, 16 bits become 8, transparent pixels lie on white, and inks
  /// (CMYK) become the light that they reflect.
  ///
  /// The file is not trusted. A picture has at most ``mostPixels``; reading it takes the memory of
  /// the file and of the picture, and for a JPEG up to four times the latter. Where there is less,
  /// the file is refused, and so is one that is larger than ``mostFileBytes``, a pipe or a device.
  ///
  /// - Parameter format: the format of the picture, or `nil` for that of the file: grey where it
  ///   has no colours, and colour otherwise.
  /// - Throws: `ImageError` where the file cannot be read, is damaged, or is no picture.
  public init(path: String, format: Format? = .color) throws {
    do {
      let file = try InputFile(path: path)
      let signature = try file.read(count: OtherImageFormat.signatureSize, at: 0)
      guard Self.isPNG(signature) || Self.isJPEG(signature) else {
        throw Self.unknownFormat(signature)
      }
      guard file.size <= Self.mostFileBytes else {
        throw ImageError.fileSize(file.size, mostBytes: Self.mostFileBytes)
      }
      try self.init(fileContents: file.read(count: file.size, at: 0), format: format)
    } catch let error as InputFileError {
      throw ImageError.file(path: path, reason: error.reason)
    } catch let error as ImageError {
      throw ImageError.inFile(path: path, error)
    }
  }

  /// The picture in the bytes of a PNG or a JPEG file.
  ///
  /// - Parameter format: the format of the picture, or `nil` for that of the file.
  /// - Throws: `ImageError` where the bytes are damaged, or no picture.
  public init(fileContents bytes: [UInt8], format: Format? = .color) throws {
    let image: Image
    if Self.isPNG(bytes) {
      image = try Image(png: bytes, format: format)
    } else if Self.isJPEG(bytes) {
      image = try Image(jpeg: bytes, format: format)
    } else {
      throw Self.unknownFormat(bytes)
    }
    self = image.format == format || format == nil ? image : image.converted(to: .grey)
  }

  /// The error for a file that begins like neither a PNG nor a JPEG.
  private static func unknownFormat(_ bytes: [UInt8]) -> ImageError {
    OtherImageFormat(bytes).map { .otherFormat($0) } ?? .unknownFormat
  }

  static func isPNG(_ bytes: [UInt8]) -> Bool { bytes.starts(with: pngSignature) }
  static func isJPEG(_ bytes: [UInt8]) -> Bool { bytes.starts(with: jpegSignature) }

  /// Refuses a picture for which there is not enough memory.
  static func checkMemory(_ byteCount: Int) throws {
    guard canAllocate(byteCount: byteCount) else { throw ImageError.memory(bytes: byteCount) }
  }
}
