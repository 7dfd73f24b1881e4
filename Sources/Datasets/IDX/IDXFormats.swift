/// A folder with the four files that MNIST is published as, each gzipped or not.
struct MNISTFolderFormat: FolderFormat {
  private let path: String

  init?(folder: Folder) {
    guard IDXPart.allCases.contains(where: { $0.isIn(folder: folder.path) }) else { return nil }
    path = folder.path
  }

  var files: [String] { IDXPart.allCases.flatMap { $0.paths(folder: path) } }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try IDXDataset.contents(
      name: name, classes: nil, keepsValuesInFiles: options.keepsValuesInFiles
    ) { part in
      try ContentReader.open(part, folder: path)
    }
  }
}

/// A folder of IDX files of other names.
struct IDXFolderFormat: FolderFormat {
  private let folder: IDXFolder

  init?(folder: Folder) throws {
    guard try folder.listing.isInspected, let found = try IDXFolder(folder.listing) else {
      return nil
    }
    self.folder = found
  }

  var files: [String] { folder.files }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try IDXDataset.contents(
      name: name, files: folder, keepsValuesInFiles: options.keepsValuesInFiles)
  }
}

/// One IDX file of images, beside that of its labels.
struct IDXFileFormat: FileFormat {
  private let path: String

  init?(file: ContentReader) throws {
    guard try IDXFolder.Content.allCases.contains(where: { try file.isNext($0.magic) }) else {
      return nil
    }
    path = file.file
  }

  var files: [String] { [path] + ((try? IDXFolder(file: path))?.files ?? []) }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try IDXDataset.contents(
      name: name, files: IDXFolder(file: path), keepsValuesInFiles: options.keepsValuesInFiles)
  }
}
