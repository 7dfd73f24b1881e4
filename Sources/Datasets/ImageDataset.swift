/// Labelled images in three splits: to train on, to choose by, and to report at the end.
///
/// ```swift
/// let dataset = try DataSource.embeddedMNIST.load()
/// print(dataset.training.count, dataset.validation.count, dataset.test.count)
/// // 50000 10000 10000
/// ```
public struct ImageDataset: Sendable, Equatable {
  /// What the data set is called in reports.
  public let name: String

  /// The shape of one image: channels, height, width, in pixels.
  public let imageShape: [Int]

  /// How many classes there are; labels run from 0 up to but not including it.
  public let classes: Int

  /// The images whose gradients train the parameters.
  public let training: LabeledImages

  /// The images that decide when to stop, and which parameters to keep.
  public let validation: LabeledImages

  /// The images that no decision depends on.
  public let test: LabeledImages

  /// A data set of the given splits.
  ///
  /// - Throws: `DatasetError` if a split is empty, has more or fewer pixels than its labels times
  ///   the image shape, or has a label that is no class.
  public init(
    name: String, imageShape: [Int], classes: Int,
    training: LabeledImages, validation: LabeledImages, test: LabeledImages
  ) throws {
    for (split, images) in [("training", training), ("validation", validation), ("test", test)] {
      func fail(_ problem: DatasetError.Problem) -> DatasetError {
        DatasetError(file: name, place: .part("the \(split) images"), problem)
      }
      guard images.count > 0 else { throw fail(.emptySplit) }
      guard let size = product(imageShape + [images.count]), size == images.pixels.count else {
        throw fail(
          .pixelCount(found: images.pixels.count, images: images.count, shape: imageShape))
      }
      for (row, label) in images.labels.enumerated() where label < 0 || Int(label) >= classes {
        throw DatasetError(
          file: name, place: .row(row, of: "the \(split) labels", byte: nil),
          .label("\(label)", classes: classes))
      }
    }
    self.name = name
    self.imageShape = imageShape
    self.classes = classes
    self.training = training
    self.validation = validation
    self.test = test
  }
}
