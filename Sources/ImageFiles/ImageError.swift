import Files

/// What can be wrong with an image or its file: the words that a user reads.
public indirect enum ImageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A file that the system refuses, and why, in its words.
  case file(path: String, reason: String)
  /// A file that is neither a PNG nor a JPEG.
  case unknownFormat
  /// A file of a format of images that is not read.
  case otherFormat(OtherImageFormat)
  /// A damaged PNG, in the words of libpng.
  case png(String)
  /// A damaged JPEG, in the words of libjpeg-turbo.
  case jpeg(String)
  /// An image of no pixels, or of too many.
  case size(width: Int, height: Int, mostPixels: Int)
  /// Bytes that are not as many as the pixels need.
  case byteCount(Int, width: Int, height: Int, Image.Format)
  /// A file with more bytes than a picture takes.
  case fileSize(Int, mostBytes: Int)
  /// A file that cannot hold so many pixels, however well they are compressed.
  case tooShort(byteCount: Int, width: Int, height: Int)
  /// More memory than can be had.
  case memory(bytes: Int)
  /// One of the others, and the file that it is about.
  case inFile(path: String, ImageError)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .file(let path, let reason): "'\(path.shownAsPath)': \(reason)"
    case .unknownFormat: "this is neither a PNG nor a JPEG"
    case .otherFormat(let format): "this is a \(format.rawValue) image; expected a PNG or a JPEG"
    case .png(let reason): "the PNG cannot be used: \(reason)"
    case .jpeg(let reason): "the JPEG cannot be used: \(reason)"
    case .size(let width, let height, let mostPixels):
      "the image has \(width) x \(height) pixels; expected 1 to \(mostPixels) in all"
    case .byteCount(let count, let width, let height, let format):
      "an image of \(width) x \(height) pixels with \(format.channels) channels has "
        + "\(width * height * format.channels) bytes, but \(count) were given"
    case .fileSize(let size, let mostBytes):
      "expected a file of at most \(mostBytes) bytes, got \(size)"
    case .tooShort(let byteCount, let width, let height):
      "the image has \(width) x \(height) pixels; a file of \(byteCount) bytes cannot hold so many"
    case .memory(let bytes): InputFileError.noMemory(byteCount: bytes)
    case .inFile(let path, let error): "'\(path.shownAsPath)': \(error)"
    }
  }
}
