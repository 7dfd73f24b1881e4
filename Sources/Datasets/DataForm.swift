import Foundation

/// The forms in which a data set can lie at a path. Which one it is is told by its contents, not by
/// names.
enum DataForm: CaseIterable {
  /// The four files that MNIST is published as, each gzipped or not.
  case idxFolder
  /// A pickled `((x, y), (x, y), (x, y))` of NumPy arrays, such as the `mnist.pkl.gz` of the
  /// deeplearning.net tutorials.
  case pickle

  /// The form of what lies at the path.
  ///
  /// - Throws: `DatasetError` where it is none of them.
  init(path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DatasetError(file: path, .noSource)
    }
    self = isFolder.boolValue ? .idxFolder : .pickle
  }

  /// What lies at the path.
  ///
  /// - Throws: `DatasetError` for what is damaged, at its place.
  func contents(of path: String, name: String, table: TableOptions) throws -> DatasetContents {
    switch self {
    case .idxFolder:
      try IDXDataset.contents(name: name) { part in try ContentReader.open(part, folder: path) }
    case .pickle:
      try PickledDataset.contents(name: name, from: ContentReader(RawInput(path: path)))
    }
  }

  /// The files at a path that a data set may be read from.
  static func files(at path: String) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue else { return [path] }
    return IDXPart.allCases.flatMap { $0.paths(folder: path) }
  }
}
