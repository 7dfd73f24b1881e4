import Foundation

/// The Fashion-MNIST articles of Zalando, as Debian's package installs them.
enum FashionMNIST {
  /// The name that stands for the data set where a path could stand.
  static let name = "fashion-mnist"

  /// Where Debian's package keeps the files.
  static let folder = "/usr/share/datasets/fashion-mnist"

  /// Reads the files in a folder.
  static func contents(folder: String = folder) throws -> DatasetContents {
    guard FileManager.default.fileExists(atPath: folder) else {
      throw DatasetError(file: folder, SourceError.fashionMNISTNotInstalled)
    }
    var contents = try IDXDataset.contents(name: "Fashion-MNIST") { part in
      try ContentReader.open(part, folder: folder)
    }
    contents.target = .classes(classes)
    return contents
  }

  // As the data set's own page lists them.
  private static let classes = [
    "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag",
    "Ankle boot",
  ]
}
