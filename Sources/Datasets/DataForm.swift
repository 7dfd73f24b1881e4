import Foundation

/// The form of a data set at a path, recognised by contents rather than names.
enum DataForm: CaseIterable {
  /// The four files that MNIST is published as, each gzipped or not.
  case idxFolder
  /// IDX files of other names.
  case idxFiles
  /// One IDX file of images, beside that of its labels.
  case idxFile
  /// The binary version of CIFAR-10 or CIFAR-100.
  case cifarBinary
  /// The Python version of CIFAR-10 or CIFAR-100: pickled dicts.
  case cifarPickles
  /// Folders of PNG and JPEG files, named after the classes.
  case imageFolder
  /// A pickled `((x, y), (x, y), (x, y))` of NumPy arrays, such as the `mnist.pkl.gz` of the
  /// deeplearning.net tutorials.
  case pickle
  /// A table of features and a label.
  case table
  /// A folder of tables, one for each set.
  case tableFolder
  /// A NumPy array of examples beside one of targets.
  case numPyArray
  /// A `.npz` archive of NumPy arrays.
  case numPyArchive
  /// A folder of NumPy arrays.
  case numPyFolder

  /// The form of the data set at the path.
  ///
  /// - Throws: `DatasetError` for any other form.
  init(path: String) throws {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw DatasetError(file: path, SourceError.notFound)
    }
    self = isFolder.boolValue ? try Self(folder: path) : try Self(file: path)
  }

  private init(file: String) throws {
    let content = try ContentReader(RawInput(path: file))
    if IDXFolder.Content(ContentReader.firstBytes(path: file, count: 4)) != nil {
      self = .idxFile
    } else if try content.isNext(NumPyHeader.magic) {
      self = .numPyArray
    } else if try content.isNext(ZipArchive.magic) {
      self = .numPyArchive
    } else if try TableDelimiter(content) != nil {
      self = .table
    } else if try Self.pickleStarts.contains(where: { try content.isNext($0) }) {
      self = .pickle
    } else {
      throw DatasetError(file: file, SourceError.unknownFile)
    }
  }

  // As protocols from 2 on begin, and tuples, lists and arrays of those before.
  private static let pickleStarts: [[UInt8]] = [
    [0x80], Array("(".utf8), Array("]".utf8), Array("c".utf8),
  ]

  private init(folder: String) throws {
    if IDXPart.allCases.contains(where: { $0.isIn(folder: folder) }) {
      self = .idxFolder
      return
    }
    if try TableParts(folder: folder) != nil {
      self = .tableFolder
      return
    }
    if NumPyDataset.isInFolder(folder) {
      self = .numPyFolder
      return
    }
    let listing = try FolderListing(path: folder)
    // Only folders of few files: each of them is opened.
    if listing.files.count <= FolderListing.mostFiles {
      if try IDXFolder(listing) != nil {
        self = .idxFiles
        return
      }
      if CIFARPickles.areIn(listing) {
        self = .cifarPickles
        return
      }
      if CIFARBinary.kind(of: listing) != nil {
        self = .cifarBinary
        return
      }
    }
    if try ImageFolder(listing) != nil {
      self = .imageFolder
      return
    }
    throw Self.unknown(listing)
  }

  private static func unknown(_ listing: FolderListing) -> DatasetError {
    DatasetError(
      file: listing.path,
      SourceError.unknownFolder(files: listing.files.count, folders: listing.folders.count))
  }

  /// Reads the data set at the path.
  ///
  /// - Throws: `DatasetError` for damaged data, with its position.
  func contents(
    of path: String, name: String, table: TableOptions, images: ImageOptions
  ) throws -> DatasetContents {
    switch self {
    case .idxFolder:
      return try IDXDataset.contents(name: name, classes: nil) { part in
        try ContentReader.open(part, folder: path)
      }
    case .idxFile:
      return try IDXDataset.contents(name: name, files: IDXFolder(file: path))
    case .pickle:
      return try PickledDataset.contents(name: name, from: ContentReader(RawInput(path: path)))
    case .table:
      return try TableDataset.contents(
        name: name, parts: TableParts(training: path), options: table)
    case .tableFolder:
      return try TableDataset.contents(
        name: name, parts: TableParts(folder: path) ?? TableParts(training: path), options: table)
    case .numPyArray:
      return try NumPyDataset.file(path, name: name, options: table)
    case .numPyArchive:
      return try NumPyDataset.archive(path, name: name, options: table)
    case .numPyFolder:
      return try NumPyDataset.folder(path, name: name, options: table)
    case .idxFiles, .cifarBinary, .cifarPickles, .imageFolder:
      return try contents(of: FolderListing(path: path), name: name, images: images)
    }
  }

  /// Reads the data set in a folder; throws if the files have changed since the form was
  /// recognised.
  private func contents(
    of listing: FolderListing, name: String, images: ImageOptions
  ) throws -> DatasetContents {
    switch self {
    case .idxFiles:
      if let files = try IDXFolder(listing) {
        return try IDXDataset.contents(name: name, files: files)
      }
    case .cifarBinary:
      if let kind = CIFARBinary.kind(of: listing) {
        return try CIFARBinary.contents(name: name, kind: kind, listing: listing)
      }
    case .cifarPickles:
      return try CIFARPickles.contents(name: name, listing: listing)
    case .imageFolder:
      if let folder = try ImageFolder(listing) {
        return try ImageFolderDataset.contents(name: name, folder: folder, options: images)
      }
    case .idxFolder, .idxFile, .pickle, .table, .tableFolder, .numPyArray, .numPyArchive,
      .numPyFolder:
      break
    }
    throw Self.unknown(listing)
  }

  /// The files of the data set at a path, without those of a folder of images.
  static func files(at path: String) -> [String] {
    guard let form = try? DataForm(path: path) else { return [] }
    switch form {
    case .idxFolder: return IDXPart.allCases.flatMap { $0.paths(folder: path) }
    case .idxFile: return [path] + ((try? IDXFolder(file: path))?.files ?? [])
    case .pickle, .table: return [path]
    case .tableFolder: return (try? TableParts(folder: path))??.paths ?? []
    case .numPyArray, .numPyArchive: return NumPyDataset.files(of: path) ?? [path]
    case .numPyFolder: return NumPyDataset.arrays(inFolder: path).map(\.source)
    case .imageFolder: return []
    case .idxFiles, .cifarBinary, .cifarPickles: break
    }
    guard let listing = try? FolderListing(path: path) else { return [] }
    if form == .idxFiles { return (try? IDXFolder(listing))?.files ?? [] }
    let kind = form == .cifarBinary ? CIFARBinary.kind(of: listing) : nil
    let files =
      kind.map { kind in
        CIFARBinary.files(kind, listing) + [CIFARBinary.nameFile(kind, listing)].compactMap { $0 }
      } ?? CIFARPickles.files(listing)
    return files.map(listing.path(of:))
  }

  /// The folders of image files of the data set at a path.
  static func imageFolders(at path: String) -> [String] {
    guard let listing = try? FolderListing(path: path), let folder = try? ImageFolder(listing)
    else { return [] }
    return folder.parts.flatMap(\.folders)
  }
}
