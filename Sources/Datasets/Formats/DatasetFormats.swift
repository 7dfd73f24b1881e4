import Foundation

/// The formats that are read.
enum DatasetFormats {
  // Each format comes before those that would recognise its data sets too.

  private static var ofFiles: [any FileFormat.Type] {
    [
      IDXFileFormat.self,
      NumPyArrayFormat.self,
      NumPyArchiveFormat.self,
      TableFormat.self,
      PickleFormat.self,
    ]
  }

  private static var ofFolders: [any FolderFormat.Type] {
    [
      MNISTFolderFormat.self,
      TableFolderFormat.self,
      NumPyFolderFormat.self,
      IDXFolderFormat.self,
      CIFARPickleFormat.self,
      CIFARBinaryFormat.self,
      ImageFolderFormat.self,
    ]
  }

  /// The data set at a path, in its format.
  ///
  /// - Throws: `DatasetError` for any other format.
  static func dataset(at path: String) throws -> any DatasetFormat {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DatasetError(file: path, SourceError.notFound)
    }
    if isFolder.boolValue {
      let folder = Folder(path: path)
      for format in ofFolders {
        if let dataset = try format.init(folder: folder) { return dataset }
      }
      let listing = try folder.listing
      try ImageFolder.checkFormats(listing)
      throw DatasetError(
        file: path,
        SourceError.unknownFolder(files: listing.files.count, folders: listing.folders.count))
    }
    let file = try ContentReader(RawInput(path: path))
    for format in ofFiles {
      if let dataset = try format.init(file: file) { return dataset }
    }
    throw DatasetError(file: path, SourceError.unknownFile(try UnreadTable(file)))
  }
}
