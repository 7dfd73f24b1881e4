/// The data set of IDX files.
///
/// Without a file for it, the validation set is the last sixth of the training images. For MNIST
/// these are the last 10,000 of 60,000, as in the deeplearning.net tutorials.
enum IDXDataset {
  /// The number of classes of MNIST, and the smallest number of a data set.
  static let mnistClasses = 10

  /// Reads the four files of MNIST, or of a data set in its form.
  ///
  /// - Parameters:
  ///   - classes: the number of classes; `nil` to take it from the labels.
  ///   - keepsValuesInFiles: whether pixels stay in uncompressed files of any size.
  static func contents(
    name: String, classes: Int? = mnistClasses, keepsValuesInFiles: Bool = false,
    open: (IDXPart) throws -> ContentReader
  ) throws -> DatasetContents {
    func file(_ images: IDXPart, _ labels: IDXPart) throws -> ImageFile {
      try ImageFile(
        images: open(images), labels: open(labels), keepsValuesInFiles: keepsValuesInFiles)
    }
    let training = try file(.trainingImages, .trainingLabels)
    let test = try file(.testImages, .testLabels)
    return try contents(name: name, classes: classes, training, test: test)
  }

  /// Reads the files of other names in a folder.
  static func contents(
    name: String, files: IDXFolder, keepsValuesInFiles: Bool = false
  ) throws -> DatasetContents {
    func file(_ pair: IDXFolder.Pair) throws -> ImageFile {
      try ImageFile(
        images: ContentReader(RawInput(path: pair.images)),
        labels: ContentReader(RawInput(path: pair.labels)),
        keepsValuesInFiles: keepsValuesInFiles)
    }
    return try contents(
      name: name, classes: nil, file(files.training), validation: files.validation.map(file),
      test: files.test.map(file))
  }

  private static func contents(
    name: String, classes: Int?, _ trainingFile: ImageFile,
    validation validationFile: ImageFile? = nil, test testFile: ImageFile?
  ) throws -> DatasetContents {
    var arrayBytes: [Int] = []
    for file in [trainingFile, validationFile, testFile].compactMap({ $0 }) {
      try file.checkImageSize(isThatOf: trainingFile)
      arrayBytes += file.arrayBytes
      guard DatasetLimits.allow(arrayBytes: arrayBytes) else {
        throw file.images.fail(DatasetError.Problem.arraysTooLarge, axis: 0)
      }
    }
    // A label has one byte.
    let most = classes ?? 256
    let training = try trainingFile.read(classes: most)
    let validation = try validationFile?.read(classes: most)
    let test = try testFile?.read(classes: most)
    let count =
      classes
      ?? [training, validation, test].compactMap { $0?.labels.max() }
      .reduce(mnistClasses) { max($0, Int($1) + 1) }
    return DatasetContents(
      name: name, form: "IDX files", exampleShape: [1] + trainingFile.imageSize,
      target: .classes((0..<count).map(String.init)), training: training,
      validation: validation, test: test, validationAtEnd: training.count / 6)
  }

  /// A file of images beside the file of their labels.
  private struct ImageFile {
    let images: IDXReader
    let labels: IDXReader

    init(images: ContentReader, labels: ContentReader, keepsValuesInFiles: Bool) throws {
      self.images = try IDXReader(images, axes: 3, keepsValues: keepsValuesInFiles)
      self.labels = try IDXReader(labels, axes: 1)
      guard self.labels.sizes == [count] else {
        throw self.labels.fail(
          IDXError.labelCount(expected: count, images: images.file, found: self.labels.sizes),
          axis: 0)
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
          IDXError.imageSize(expected: other.imageSize, file: other.images.file, found: imageSize),
          axis: 1)
      }
    }

    func read(classes: Int) throws -> LabeledExamples {
      let examples = LabeledExamples(
        values: try images.values(),
        labels: try labels.labels(count: count, classes: classes))
      try labels.expectEnd()
      return examples
    }
  }
}
