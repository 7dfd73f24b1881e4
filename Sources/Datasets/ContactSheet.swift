import ImageFiles

/// A picture with some images of a data set, a row for each class.
public struct ContactSheet {
  /// The largest number of images in a row.
  static let imagesPerClass = 10
  /// The largest number of classes.
  static let mostClasses = 100

  private let dataset: Dataset
  private let grid: ImageGrid

  /// A sheet of the training images.
  ///
  /// - Throws: `DatasetError` if the examples are not images of one or three channels.
  public init(of dataset: Dataset) throws {
    let shape = dataset.exampleShape
    guard shape.count == 3, let format = Image.Format(rawValue: shape[0]) else {
      throw DatasetError(file: dataset.name, ShapeError.noImages(shape: shape))
    }
    self.dataset = dataset
    grid = ImageGrid(format: format, height: shape[1], width: shape[2])
  }

  /// The picture.
  ///
  /// - Throws: `DatasetError` where values cannot be read, `ImageError` where the picture would be
  ///   too large.
  public func image() throws -> Image {
    try grid.image(
      rows.map { examples in
        try examples.map {
          try dataset.training.values.greyLevels(of: $0, size: dataset.exampleSize)
        }
      })
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
}
