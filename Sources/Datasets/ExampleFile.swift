import ImageFiles

/// A file of examples without targets, for prediction.
public struct ExampleFile: Sendable {
  /// The values of its examples.
  public let values: ExampleValues
  /// The number of its examples.
  public let count: Int

  /// Reads an image or a NumPy array as examples of the given shape: channels, height, width, or
  /// features.
  ///
  /// An image (PNG or JPEG) is one example. It is resized to the shape, and converted to grey
  /// levels if the shape has one channel. An array (`.npy`) is one example, or has several along
  /// its first axis.
  ///
  /// - Throws: `DatasetError` for another file, or an array of another shape.
  public init(path: String, exampleShape: [Int]) throws {
    let content = try ContentReader(RawInput(path: path))
    if try content.isNext(NumPyHeader.magic) {
      (values, count) = try Self.array(path, exampleShape: exampleShape)
    } else {
      values = .bytes(try Self.picture(path, exampleShape: exampleShape))
      count = 1
    }
  }

  private static func picture(_ path: String, exampleShape: [Int]) throws -> [UInt8] {
    guard exampleShape.count == 3, let format = Image.Format(rawValue: exampleShape[0]) else {
      throw DatasetError(file: path, ShapeError.noPicture(shape: exampleShape))
    }
    let decoder = ImageDecoder(
      width: exampleShape[2], height: exampleShape[1], format: format, size: .resized)
    var bytes = [UInt8](repeating: 0, count: decoder.exampleSize)
    try bytes.withUnsafeMutableBytes { try decoder.decode(path: path, into: $0) }
    return bytes
  }

  private static func array(
    _ path: String, exampleShape: [Int]
  ) throws -> (ExampleValues, count: Int) {
    let file = try NumPyArrayFile(path: path)
    // One example without a batch axis; grey levels also without a channel axis.
    let single = [exampleShape, exampleShape.first == 1 ? Array(exampleShape.dropFirst()) : nil]
    guard let examples = NumPyExamples(file.header) else {
      throw DatasetError(
        file: path, ShapeError.arrayShape(expected: exampleShape, found: file.header.shape))
    }
    if examples.shape == exampleShape { return (try file.values(examples), examples.count) }
    guard single.contains(file.header.shape), examples.isVerbatim || !file.header.isColumnMajor
    else {
      throw DatasetError(
        file: path, ShapeError.arrayShape(expected: exampleShape, found: file.header.shape))
    }
    return (try file.values(examples, isStorable: false), 1)
  }
}
