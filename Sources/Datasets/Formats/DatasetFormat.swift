import Files

/// A data set in one of the formats: lists the files that it is read from, and reads them.
protocol DatasetFormat {
  /// The options that only data sets of this format have.
  static var ownOptions: ReadingOptionGroup? { get }

  /// The files that the data set is read from, except those of a folder of images.
  var files: [String] { get }

  /// Whether a path is that of a file which the data set is read from.
  func reads(_ path: String) -> Bool

  /// Reads the data set.
  ///
  /// - Throws: `DatasetError` for damaged data, with its position.
  func contents(name: String, options: ReadingOptions) throws -> DatasetContents
}

/// A format of files, which recognises one by its contents rather than its name.
protocol FileFormat: DatasetFormat {
  /// The data set of a file; `nil` if the file has another format.
  ///
  /// - Throws: `DatasetError` where the file cannot be read.
  init?(file: ContentReader) throws
}

/// A format of folders, which recognises one by what is in it rather than its name.
protocol FolderFormat: DatasetFormat {
  /// The data set in a folder; `nil` if the folder has another format.
  ///
  /// - Throws: `DatasetError` where the files in it do not make one data set.
  init?(folder: Folder) throws
}

/// Options of a single format.
package enum ReadingOptionGroup {
  /// The size and the channels of images.
  case images
  /// The label column.
  case table
}

/// The options of all formats.
struct ReadingOptions {
  var table = TableOptions()
  var images = ImageOptions()
  /// Whether values stay in files of any size, where these can be read in part.
  var keepsValuesInFiles = false
}

extension DatasetFormat {
  static var ownOptions: ReadingOptionGroup? { nil }

  func reads(_ path: String) -> Bool {
    let identity = FileIdentity(path)
    return files.contains { FileIdentity($0).isSame(as: identity) }
  }
}
