import ImageFiles

/// A file of examples that are no data set: nobody has said what is to be learnt of them.
public struct ExampleFile: Sendable {
  /// The values of its examples.
  public let values: ExampleValues
  /// The number of its examples.
  public let count: Int

  /// Reads a PNG or a JPEG as an example of the given shape: channels, height, width.
  ///
  /// A grey model gets the brightness of a coloured picture.
  ///
  /// - Throws: `DatasetError` for another file, or an image of another size.
  public init(path: String, exampleShape: [Int]) throws {
    guard exampleShape.count == 3, exampleShape[0] == 1 || exampleShape[0] == 3 else {
      throw DatasetError(file: path, .noImages(shape: exampleShape))
    }
    let image: Image
    do {
      image = try Image(path: path)
    } catch let error as ImageError {
      throw DatasetError(file: path, .image(error.withoutFile))
    }
    guard [image.height, image.width] == Array(exampleShape.dropFirst()) else {
      throw DatasetError(
        file: path,
        .pictureSize(expected: Array(exampleShape.dropFirst()), found: [image.height, image.width]))
    }
    let pixels = image.width * image.height
    let bytes = image.bytes
    func level(_ channel: Int, _ pixel: Int) -> UInt8 { bytes[pixel * 3 + channel] }
    if exampleShape[0] == 3 {
      values = .bytes(
        (0..<3).flatMap { channel in (0..<pixels).map { level(channel, $0) } })
    } else {
      // The brightness of red, green and blue, of ITU-R BT.601.
      values = .bytes(
        (0..<pixels).map { pixel in
          let sum =
            299 * Int(level(0, pixel)) + 587 * Int(level(1, pixel)) + 114 * Int(level(2, pixel))
          return UInt8((sum + 500) / 1000)
        })
    }
    count = 1
  }
}

extension ImageError {
  /// What is wrong, for whoever names the file himself.
  var withoutFile: String {
    switch self {
    case .inFile(_, let error): error.withoutFile
    case .file(_, let reason): reason
    default: "\(self)"
    }
  }
}
