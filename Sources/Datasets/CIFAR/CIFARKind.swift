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
