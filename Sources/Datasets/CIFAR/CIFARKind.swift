/// The two data sets of Krizhevsky: colour images of 32 x 32 pixels in 10 or 100 classes.
enum CIFARKind: CaseIterable {
  case cifar10, cifar100

  static let exampleShape = [3, 32, 32]
  static let exampleSize = 3072

  var name: String {
    switch self {
    case .cifar10: "CIFAR-10"
    case .cifar100: "CIFAR-100"
    }
  }

  /// The labels of an image in a binary file, with the number of values of each; the last one is
  /// the class.
  var labels: [(name: String, classes: Int)] {
    switch self {
    case .cifar10: [("labels", 10)]
    case .cifar100: [("coarse labels", 20), ("fine labels", 100)]
    }
  }

  var classes: Int {
    switch self {
    case .cifar10: 10
    case .cifar100: 100
    }
  }

  /// The bytes of an image with its labels in a binary file.
  var recordSize: Int { labels.count + Self.exampleSize }

  /// The key of the classes in a pickled batch.
  var labelKey: String {
    switch self {
    case .cifar10: "labels"
    case .cifar100: "fine_labels"
    }
  }

  /// The key of the class names in the metadata pickle.
  var nameKey: String {
    switch self {
    case .cifar10: "label_names"
    case .cifar100: "fine_label_names"
    }
  }

  /// The file of the class names beside binary files.
  var nameFile: String {
    switch self {
    case .cifar10: "batches.meta.txt"
    case .cifar100: "fine_label_names.txt"
    }
  }
}

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
    func part(_ isTest: Bool) throws -> LabeledExamples? {
      let parts = batches.filter {
        CIFARBatch.isTest($0.file.folderAndName.name) == isTest
      }.map(\.images)
      return parts.isEmpty ? nil : try LabeledExamples(joining: parts, size: CIFARKind.exampleSize)
    }
    guard let training = try part(false) else {
      throw DatasetError(
        file: folder,
        .structure(expected: "a file of training images", found: "only test images"))
    }
    self.init(
      name: name, form: form, exampleShape: CIFARKind.exampleShape, target: .classes(classes),
      training: training, test: try part(true))
  }
}
