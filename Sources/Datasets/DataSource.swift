import Foundation

/// A place that an image data set can be loaded from.
///
/// ```swift
/// let source = try DataSource(argument: "mnist.pkl.gz")
/// let dataset = try source.load()
/// ```
public enum DataSource: Sendable, Equatable {
  /// The MNIST digits, which are part of the program.
  case embeddedMNIST

  /// The Fashion-MNIST articles, as Debian's package `dataset-fashion-mnist` installs them.
  case fashionMNIST

  /// A folder of the four IDX files that MNIST is published as, each gzipped or not.
  ///
  /// The last sixth of the training file validates: 10,000 images of MNIST's 60,000.
  case folder(String)

  /// A pickled `((x, y), (x, y), (x, y))` of NumPy arrays, gzipped or not, such as the
  /// `mnist.pkl.gz` of the deeplearning.net tutorials.
  ///
  /// Each `x` is of shape (image, 784), of type float32, float64 or uint8; each `y` of shape
  /// (image), of any integer type. The pairs are training, validation and test.
  case pickle(String)

  /// The name that stands for `fashionMNIST` where a path could stand.
  static let fashionMNISTName = "fashion-mnist"

  /// Where Debian's package keeps the files.
  static let fashionMNISTFolder = "/usr/share/datasets/fashion-mnist"

  /// The source that a command-line argument names.
  ///
  /// - Parameter argument: nothing for the embedded digits, `fashion-mnist`, the path of a folder
  ///   of IDX files, or the path of a pickle. A folder called `fashion-mnist` can be given as
  ///   `./fashion-mnist`.
  /// - Throws: `DatasetError` if nothing lies at the path.
  public init(argument: String?) throws {
    guard let argument else {
      self = .embeddedMNIST
      return
    }
    if argument == Self.fashionMNISTName {
      self = .fashionMNIST
      return
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: argument, isDirectory: &isFolder) else {
      throw DatasetError(file: argument, .noSource)
    }
    self = isFolder.boolValue ? .folder(argument) : .pickle(argument)
  }

  /// The paths that the user gave to read from, whether there is a file or not.
  package var files: [String] {
    switch self {
    case .embeddedMNIST, .fashionMNIST: []
    case .pickle(let path): [path]
    case .folder(let path): IDXPart.allCases.flatMap { $0.paths(folder: path) }
    }
  }

  /// The data set, read and checked.
  ///
  /// Files are not trusted. Their images and labels take at most 1 GiB of memory, and a file that
  /// is not compressed has at most 2 GiB, of which a pickle has at most 512 MiB of strings. Reading
  /// takes no more than the images, twice the labels, twice the strings of a pickle, and 32 MiB;
  /// where there is less memory, the file is refused. Pipes and devices are refused.
  ///
  /// - Throws: `DatasetError`, which names the file, the byte and what was expected there.
  public func load() throws -> ImageDataset {
    switch self {
    case .embeddedMNIST:
      try IDXDataset.load(name: "MNIST", open: ContentReader.embeddedMNIST)
    case .fashionMNIST:
      try Self.loadFashionMNIST(folder: Self.fashionMNISTFolder)
    case .folder(let path):
      try IDXDataset.load(name: Self.lastComponent(path)) { part in
        try ContentReader.open(part, folder: path)
      }
    case .pickle(let path):
      try PickledDataset.load(
        name: Self.lastComponent(path), from: ContentReader(RawInput(path: path)))
    }
  }

  static func loadFashionMNIST(folder: String) throws -> ImageDataset {
    guard FileManager.default.fileExists(atPath: folder) else {
      throw DatasetError(file: folder, .fashionMNISTNotInstalled)
    }
    return try IDXDataset.load(name: "Fashion-MNIST") { part in
      try ContentReader.open(part, folder: folder)
    }
  }

  private static func lastComponent(_ path: String) -> String {
    URL(fileURLWithPath: path).lastPathComponent
  }
}
