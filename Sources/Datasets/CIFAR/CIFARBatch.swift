/// A batch: one of the files of images and labels of CIFAR.
struct CIFARBatch {
  let file: String
  let images: LabeledExamples

  /// Whether a file of this name holds test images, which its contents do not tell.
  static func isTest(_ name: String) -> Bool { name.lowercased().contains("test") }

  /// Whether the name is that of an original file of images.
  static func isStandard(_ name: String) -> Bool {
    let name = name.lowercased()
    return ["data_batch", "test_batch"].contains { name.hasPrefix($0) }
      || ["train", "test", "train.bin", "test.bin"].contains(name.withoutGzipEnding)
  }
}

extension DatasetContents {
  /// The data set of several batches, in the order of their names.
  init(name: String, form: String, _ batches: [CIFARBatch], classes: [String], folder: String)
    throws
  {
    func examples(isTest: Bool) throws -> LabeledExamples? {
      let sets = batches.filter {
        CIFARBatch.isTest($0.file.folderAndName.name) == isTest
      }.map(\.images)
      return sets.isEmpty ? nil : try LabeledExamples(joining: sets, size: CIFARKind.exampleSize)
    }
    guard let training = try examples(isTest: false) else {
      throw DatasetError(
        file: folder,
        .structure(expected: "a file of training images", found: "only test images"))
    }
    self.init(
      name: name, form: form, exampleShape: CIFARKind.exampleShape, target: .classes(classes),
      training: training, test: try examples(isTest: true))
  }
}
