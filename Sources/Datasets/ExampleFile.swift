import Foundation
import ImageFiles

/// A file or a folder of examples without targets, for prediction.
public struct ExampleFile: Sendable {
  /// The values of its examples.
  public let values: ExampleValues
  /// The name of each example: the path of an image or of a file with one example, and otherwise
  /// the path and the number of the example, counted from 0, as in `images.npy[3]`.
  public let names: [String]

  /// The number of its examples.
  public var count: Int { names.count }

  /// Reads an image, a folder of images, a NumPy array or a table as examples of the given shape:
  /// channels, height, width, or features.
  ///
  /// An image (PNG or JPEG) is one example. It is resized to the shape, and converted to grey
  /// levels if the shape has one channel. Of a folder, all images in it and in the folders inside
  /// are examples: the images of a folder before those of the folders inside, each in natural order
  /// (9 before 10). An array (`.npy`) is one example, or has several
  /// along its first axis; channels may be the last axis. Of an archive (`.npz`), the array of test
  /// examples is read, such as `x_test`, or the only array. A row of a table (CSV or TSV) is an
  /// example.
  ///
  /// - Parameters:
  ///   - features: the feature columns of the table that the model was trained on. Those of this
  ///     table are found by their names, and all others, such as the label, are ignored. If it is
  ///     `nil`, all columns but a label are values of the examples, in their order.
  ///   - element: the element type of the values that the model was trained on; by default, the
  ///     pixels of a table are grey levels if all are whole numbers from 0 to 255.
  /// - Throws: `DatasetError` for another file, a folder without an image, an array of another
  ///   shape, a table without one of the columns, or an unknown category.
  public init(
    path: String, exampleShape: [Int], features: TableFeatures? = nil,
    element: ExampleValues.Element? = nil
  ) throws {
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue {
      (values, names) = try Self.folder(path, exampleShape: exampleShape)
      return
    }
    let count: Int
    let layout = TableLayoutSource.prediction(features, valueCount: product(exampleShape) ?? 0)
    let content = try ContentReader(RawInput(path: path))
    if try content.isNext(NumPyHeader.magic) {
      (values, count) = try Self.array(NumPyArrayFile(path: path), exampleShape: exampleShape)
    } else if try content.isNext(ZipArchive.magic) {
      (values, count) = try Self.array(
        NumPyDataset.testExamples(inArchive: path), exampleShape: exampleShape)
    } else if try TableDelimiter(content, allowsNone: layout.allowsOneColumn) != nil {
      let isImage = exampleShape.count == 3
      (values, count) = try Self.table(TableScan(content, layout).run(), isImage: isImage, element)
    } else {
      values = .bytes(try Self.picture(path, exampleShape: exampleShape))
      count = 1
    }
    names = count == 1 ? [path] : (0..<count).map { "\(path)[\($0)]" }
  }

  private static func folder(
    _ path: String, exampleShape: [Int]
  ) throws -> (ExampleValues, names: [String]) {
    let decoder = try decoder(path, exampleShape: exampleShape)
    let images = try FolderListing.images(in: path)
    guard !images.isEmpty else { throw DatasetError(file: path, ImageFolderError.noImage) }
    let storage = ImageStorage(count: images.count, decoder: decoder) { images[$0] }
    return (
      .stored(StoredValues(storage, element: .byte, size: decoder.exampleSize)), images
    )
  }

  private static func decoder(_ path: String, exampleShape: [Int]) throws -> ImageDecoder {
    guard exampleShape.count == 3, let format = Image.Format(rawValue: exampleShape[0]) else {
      throw DatasetError(file: path, ShapeError.noPicture(shape: exampleShape))
    }
    return ImageDecoder(
      width: exampleShape[2], height: exampleShape[1], format: format, size: .resized)
  }

  private static func picture(_ path: String, exampleShape: [Int]) throws -> [UInt8] {
    let decoder = try decoder(path, exampleShape: exampleShape)
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
    _ file: NumPyArrayFile, exampleShape: [Int]
  ) throws -> (ExampleValues, count: Int) {
    for isSingle in [false, true] {
      if let examples = NumPyExamples(file.header, isSingle: isSingle),
        examples.shape == exampleShape
      {
        return (try file.values(examples, isStorable: !isSingle), examples.count)
      }
    }
    throw DatasetError(
      file: file.file, ShapeError.arrayShape(expected: exampleShape, found: file.header.shape))
  }
}
