import ImageFiles

/// A file of examples without targets, for prediction.
public struct ExampleFile: Sendable {
  /// The values of its examples.
  public let values: ExampleValues
  /// The number of its examples.
  public let count: Int

  /// Reads an image, a NumPy array or a table as examples of the given shape: channels, height,
  /// width, or features.
  ///
  /// An image (PNG or JPEG) is one example. It is resized to the shape, and converted to grey
  /// levels if the shape has one channel. An array (`.npy`) is one example, or has several along
  /// its first axis; channels may be the last axis. A row of a table (CSV or TSV) is an example.
  ///
  /// - Parameters:
  ///   - features: the feature columns of the table that the model was trained on. Those of this
  ///     table are found by their names, and all others, such as the label, are ignored. If it is
  ///     `nil`, all columns but a label are values of the examples, in their order.
  ///   - element: the element type of the values that the model was trained on; by default, the
  ///     pixels of a table are grey levels if all are whole numbers from 0 to 255.
  /// - Throws: `DatasetError` for another file, an array of another shape, a table without one of
  ///   the columns, or an unknown category.
  public init(
    path: String, exampleShape: [Int], features: TableFeatures? = nil,
    element: ExampleValues.Element? = nil
  ) throws {
    let plan = TablePlan.prediction(features, valueCount: product(exampleShape) ?? 0)
    let content = try ContentReader(RawInput(path: path))
    if try content.isNext(NumPyHeader.magic) {
      (values, count) = try Self.array(path, exampleShape: exampleShape)
    } else if try TableDelimiter(content, allowsNone: plan.allowsOneColumn) != nil {
      let isImage = exampleShape.count == 3
      (values, count) = try Self.table(TableScan(content, plan).run(), isImage: isImage, element)
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

  private static func table(
    _ rows: TableRows, isImage: Bool, _ element: ExampleValues.Element?
  ) throws -> (ExampleValues, count: Int) {
    let count = rows.values.rows
    let areLevels = rows.values.isLevels
    if element == .byte, !areLevels { throw DatasetError(file: rows.file, TableError.noGreyLevels) }
    let values = try rows.takeExampleValues(
      isLevels: element.map { $0 == .byte } ?? (isImage && areLevels),
      // The categories are those of training, in their order.
      places: { Array(rows.vocabularies[$0].categories.indices) })
    return (values, count)
  }

  private static func array(
    _ path: String, exampleShape: [Int]
  ) throws -> (ExampleValues, count: Int) {
    let file = try NumPyArrayFile(path: path)
    for isSingle in [false, true] {
      if let examples = NumPyExamples(file.header, isSingle: isSingle),
        examples.shape == exampleShape
      {
        return (try file.values(examples, isStorable: !isSingle), examples.count)
      }
    }
    throw DatasetError(
      file: path, ShapeError.arrayShape(expected: exampleShape, found: file.header.shape))
  }
}
