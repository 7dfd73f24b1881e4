/// A `.npy` file of examples beside one of targets, or the reverse.
struct NumPyArrayFormat: DatasetFormat {
  private let path: String

  init?(file: ContentReader) throws {
    guard try file.isNext(NumPyHeader.magic) else { return nil }
    path = file.file
  }

  var files: [String] { NumPyDataset.files(of: path) ?? [path] }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try NumPyDataset.file(path, name: name, options: options.table)
  }
}

/// A `.npz` archive of NumPy arrays.
struct NumPyArchiveFormat: DatasetFormat {
  private let path: String

  init?(file: ContentReader) throws {
    guard try file.isNext(ZipArchive.magic) else { return nil }
    path = file.file
  }

  var files: [String] { [path] }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try NumPyDataset.archive(path, name: name, options: options.table)
  }
}

/// A folder of `.npy` files.
struct NumPyFolderFormat: DatasetFormat {
  private let path: String

  init?(folder: Folder) {
    guard NumPyDataset.isInFolder(folder.path) else { return nil }
    path = folder.path
  }

  var files: [String] { NumPyDataset.arrays(inFolder: path).map(\.source) }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try NumPyDataset.folder(path, name: name, options: options.table)
  }
}
