import Foundation

/// The forms in which a data set can lie at a path. Which one it is is told by its contents, not by
/// names.
enum DataForm: CaseIterable {
  /// The four files that MNIST is published as, each gzipped or not.
  case idxFolder
  /// A pickled `((x, y), (x, y), (x, y))` of NumPy arrays, such as the `mnist.pkl.gz` of the
  /// deeplearning.net tutorials.
  case pickle
  /// A table of features and a label.
  case table
  /// A folder of tables, one for each part.
  case tableFolder
  /// A NumPy array of examples beside one of targets.
  case numPyArray
  /// A `.npz` archive of NumPy arrays.
  case numPyArchive
  /// A folder of NumPy arrays.
  case numPyFolder

  /// The form of what lies at the path.
  ///
  /// - Throws: `DatasetError` where it is none of them.
  init(path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DatasetError(file: path, .noSource)
    }
    if isFolder.boolValue {
      self = try Self.form(ofFolder: path)
    } else {
      self = try Self.form(of: ContentReader(RawInput(path: path)))
    }
  }

  /// The form of a file's content.
  private static func form(of content: ContentReader) throws -> DataForm {
    if try content.isNext(NumPyHeader.magic) { return .numPyArray }
    if try content.isNext(ZipArchive.magic) { return .numPyArchive }
    if try TableDelimiter(content) != nil { return .table }
    // As protocols from 2 on begin, and tuples, lists and arrays of those before.
    for start in [[0x80], Array("(".utf8), Array("]".utf8), Array("c".utf8)] {
      if try content.isNext(start) { return .pickle }
    }
    throw DatasetError(file: content.file, .unknownForm)
  }

  /// The form of what a folder holds.
  private static func form(ofFolder path: String) throws -> DataForm {
    if try TableParts(folder: path) != nil { return .tableFolder }
    return NumPyDataset.isInFolder(path) ? .numPyFolder : .idxFolder
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
    case .table:
      try TableDataset.contents(name: name, parts: TableParts(training: path), options: table)
    case .tableFolder:
      try TableDataset.contents(
        name: name, parts: TableParts(folder: path) ?? TableParts(training: path), options: table)
    case .numPyArray:
      try NumPyDataset.file(path, name: name, options: table)
    case .numPyArchive:
      try NumPyDataset.archive(path, name: name, options: table)
    case .numPyFolder:
      try NumPyDataset.folder(path, name: name, options: table)
    }
  }

  /// The files at a path that a data set may be read from.
  static func files(at path: String) -> [String] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue else { return NumPyDataset.files(of: path) ?? [path] }
    if let tables = try? TableParts(folder: path) { return tables.paths }
    let arrays = NumPyDataset.arrays(inFolder: path)
    if !arrays.isEmpty { return arrays.map(\.source) }
    return IDXPart.allCases.flatMap { $0.paths(folder: path) }
  }
}
