import Files
import ImageFiles

/// Folders of PNG and JPEG files, named after the classes.
struct ImageFolderFormat: FolderFormat {
  static let ownOptions: ReadingOptionGroup? = .images

  private let folder: ImageFolder

  init?(folder: Folder) throws {
    guard let found = try ImageFolder(folder.listing) else { return nil }
    self.folder = found
  }

  var files: [String] { [] }

  /// Whether a path is that of an image of the data set.
  ///
  /// The folder may have any number of files, of which only the one of the same name is looked at.
  func reads(_ path: String) -> Bool {
    guard ImageHeader.isImage(path: path) else { return false }
    let identity = FileIdentity(path)
    return folder.sets.flatMap(\.folders).contains { folder in
      FileIdentity("\(folder)/\(path.folderAndName.name)").isSame(as: identity)
    }
  }

  func contents(name: String, options: ReadingOptions) throws -> DatasetContents {
    try ImageFolderDataset.contents(name: name, folder: folder, options: options.images)
  }
}
