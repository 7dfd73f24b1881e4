/// A table of features and a label.
struct TableFormat: FileFormat {
  static let ownOptions: ReadingOptionGroup? = .table

  private let path: String

  init?(file: ContentReader) throws {
    guard try TableDelimiter(file) != nil else { return nil }
    path = file.file
  }

  var files: [String] { [path] }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try TableDataset.contents(
      name: name, files: TableFiles(training: path), options: options.table)
  }
}

/// A folder of tables, one for each set.
struct TableFolderFormat: FolderFormat {
  static let ownOptions: ReadingOptionGroup? = .table

  private let tables: TableFiles

  init?(folder: Folder) throws {
    guard let tables = try TableFiles(folder.listing) else { return nil }
    self.tables = tables
  }

  var files: [String] { tables.paths }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try TableDataset.contents(name: name, files: tables, options: options.table)
  }
}
