import ImageFiles

/// A picture with some images of a data set, a row for each class.
public struct ContactSheet {
  /// The largest number of images in a row.
  static let imagesPerClass = 10
  /// The largest number of classes.
  static let mostClasses = 100
  /// The pixels between images.
  private static let gap = 2

  private let dataset: Dataset
  private let channels: Int
  private let height: Int
  private let width: Int

  /// A sheet of the training images.
  ///
  /// - Throws: `DatasetError` if the examples are not images of one or three channels.
  public init(of dataset: Dataset) throws {
    let shape = dataset.exampleShape
    guard shape.count == 3, shape[0] == 1 || shape[0] == 3 else {
      throw DatasetError(file: dataset.name, ShapeError.noImages(shape: shape))
    }
    self.dataset = dataset
    (channels, height, width) = (shape[0], shape[1], shape[2])
  }

  /// The picture.
  ///
  /// - Throws: `DatasetError` where values cannot be read, `ImageError` where the picture would be
  ///   too large.
  public func image() throws -> Image {
    let rows = rows
    let columns = rows.map(\.count).max() ?? 0
    let size = (
      width: columns * (width + Self.gap) - Self.gap,
      height: rows.count * (height + Self.gap) - Self.gap
    )
    var bytes = [UInt8](repeating: 255, count: max(0, size.width * size.height * channels))
    for (row, examples) in rows.enumerated() {
      for (column, example) in examples.enumerated() {
        let levels = try levels(of: example)
        let corner = (row * (height + Self.gap), column * (width + Self.gap))
        for channel in 0..<channels {
          for y in 0..<height {
            for x in 0..<width {
              let pixel = (corner.0 + y) * size.width + corner.1 + x
              bytes[pixel * channels + channel] = levels[(channel * height + y) * width + x]
            }
          }
        }
      }
    }
    return try Image(
      width: size.width, height: size.height, format: channels == 1 ? .grey : .color, bytes: bytes)
  }

  /// The first examples of each class, or the first of all if the targets are numbers.
  private var rows: [[Int]] {
    guard dataset.classes > 0 else {
      let count = min(Self.imagesPerClass * Self.imagesPerClass, dataset.training.count)
      return stride(from: 0, to: count, by: Self.imagesPerClass).map {
        Array($0..<min($0 + Self.imagesPerClass, count))
      }
    }
    var rows = [[Int]](repeating: [], count: min(dataset.classes, Self.mostClasses))
    for (example, label) in dataset.training.labels.enumerated()
    where Int(label) < rows.count && rows[Int(label)].count < Self.imagesPerClass {
      rows[Int(label)].append(example)
    }
    return rows
  }

  private func levels(of example: Int) throws -> [UInt8] {
    let values = dataset.training.values
    if values.element == .byte { return try values.bytes(of: [example], size: dataset.exampleSize) }
    let numbers = try values.numbers(of: [example], size: dataset.exampleSize)
    // The range of the numbers is mapped to the grey levels.
    let (least, greatest) = (numbers.min() ?? 0, numbers.max() ?? 0)
    let scale = greatest > least ? 255 / (greatest - least) : 0
    return numbers.map { UInt8(max(0, min(255, ($0 - least) * scale))) }
  }
}
