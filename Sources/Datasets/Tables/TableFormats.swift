/// A table of features and a label.
struct TableFormat: DatasetFormat {
  private let path: String

  init?(file: ContentReader) throws {
    guard try TableDelimiter(file) != nil else { return nil }
    path = file.file
  }

  var files: [String] { [path] }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try TableDataset.contents(
      name: name, parts: TableParts(training: path), options: options.table)
  }
}

/// A folder of tables, one for each set.
struct TableFolderFormat: DatasetFormat {
  private let parts: TableParts

  init?(folder: Folder) throws {
    guard let parts = try TableParts(folder: folder.path) else { return nil }
    self.parts = parts
  }

  var files: [String] { parts.paths }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try TableDataset.contents(name: name, parts: parts, options: options.table)
  }
}
