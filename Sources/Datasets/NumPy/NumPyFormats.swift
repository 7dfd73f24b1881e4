/// A `.npy` file of examples beside one of targets, or the reverse.
struct NumPyArrayFormat: FileFormat {
  private let path: String

  init?(file: ContentReader) throws {
    guard try file.isNext(NumPyHeader.magic) else { return nil }
    path = file.file
  }

  var files: [String] { NumPyDataset.files(of: path) ?? [path] }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try NumPyDataset.file(path, name: name, options: options)
  }
}

/// A `.npz` archive of NumPy arrays.
struct NumPyArchiveFormat: FileFormat {
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
struct NumPyFolderFormat: FolderFormat {
  private let listing: FolderListing

  init?(folder: Folder) throws {
    listing = try folder.listing
    guard NumPyDataset.hasExamples(in: listing) else { return nil }
  }

  var files: [String] { NumPyDataset.arrays(in: listing).map(\.source) }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try NumPyDataset.folder(listing, name: name, options: options)
  }
}
