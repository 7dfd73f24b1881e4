/// The data set that four IDX files make.
enum IDXDataset {
  private static let classes = 10

  /// Reads the four files.
  ///
  /// The training file is split as in the deeplearning.net tutorials, where the first 50,000
  /// images train and the last 10,000 validate: its last sixth validates.
  static func contents(
    name: String, open: (IDXPart) throws -> ContentReader
  ) throws -> DatasetContents {
    let trainingFile = try ImageFile(
      images: open(.trainingImages), labels: open(.trainingLabels))
    let testFile = try ImageFile(images: open(.testImages), labels: open(.testLabels))
    try testFile.checkImageSize(isThatOf: trainingFile)
    guard DatasetLimits.allow(arrayBytes: trainingFile.arrayBytes) else {
      throw trainingFile.images.fail(.arraysTooLarge, axis: 0)
    }
    guard DatasetLimits.allow(arrayBytes: trainingFile.arrayBytes + testFile.arrayBytes) else {
      throw testFile.images.fail(.arraysTooLarge, axis: 0)
    }

    let training = try trainingFile.read()
    let test = try testFile.read()
    return DatasetContents(
      name: name, form: "IDX files", exampleShape: [1] + trainingFile.imageSize,
      target: .classes((0..<classes).map(String.init)), training: training, test: test,
      validationAtEnd: training.count / 6)
  }

  /// A file of images beside the file of their labels.
  private struct ImageFile {
    let images: IDXReader
    let labels: IDXReader

    init(images: ContentReader, labels: ContentReader) throws {
      self.images = try IDXReader(images, axes: 3)
      self.labels = try IDXReader(labels, axes: 1)
      guard self.labels.sizes == [count] else {
        throw self.labels.fail(
          .labelCount(expected: count, images: images.file, found: self.labels.sizes), axis: 0)
      }
    }

    var count: Int { images.sizes[0] }
    /// The bytes that images and labels take in memory. A count of labels has four bytes in the
    /// file, so the product does not overflow.
    var arrayBytes: [Int] { [images.isStored ? 0 : images.size, count * MemoryLayout<Int32>.size] }
    var imageSize: [Int] { Array(images.sizes.dropFirst()) }

    func checkImageSize(isThatOf other: ImageFile) throws {
      guard imageSize == other.imageSize else {
        throw images.fail(
          .imageSize(expected: other.imageSize, file: other.images.file, found: imageSize),
          axis: 1)
      }
    }

    func read() throws -> LabeledExamples {
      let examples = LabeledExamples(
        values: try images.values(),
        labels: try labels.labels(count: count, classes: classes))
      try labels.expectEnd()
      return examples
    }
  }
}
