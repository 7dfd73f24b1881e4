import ImageFiles

/// The image files of a set, in the order of its examples.
///
/// Files are ordered by name across classes, with digits compared as numbers, and then by class. A
/// data set with numbered files keeps the order of the numbers.
struct ImageFileList: Sendable {
  /// The folders of the classes.
  private let folders: [String]
  private let files: [File]
  /// The paths of the files that are not images.
  let otherFiles: [String]

  private struct File: Sendable {
    let folder: Int
    let name: String
    let header: ImageHeader
  }

  /// The images of a set.
  ///
  /// - Throws: `DatasetError` for the first file that cannot be read.
  init(_ set: ImageFolder.ClassFolders) throws {
    let folders = set.folders
    var found: [(key: NaturalKey, folder: Int, name: String)] = []
    for (folder, path) in folders.enumerated() {
      for name in try FolderListing.names(in: path) {
        found.append((NaturalKey(name), folder, name))
      }
    }
    found.sort { left, right in
      if left.key < right.key { return true }
      if right.key < left.key { return false }
      if left.folder != right.folder { return left.folder < right.folder }
      return Array(left.name.utf8).precedes(Array(right.name.utf8))
    }
    let places = found.map { (folder: $0.folder, name: $0.name) }
    var headers = [ImageHeader?](repeating: nil, count: places.count)
    try headers.withUnsafeMutableBufferPointer { buffer in
      // Safe: each call writes an element of its own.
      let headers = SharedBuffer(elements: buffer)
      try forEachInParallel(below: places.count) { index in
        let path = "\(folders[places[index].folder])/\(places[index].name)"
        headers.elements[index] = try DatasetError.naming(path) { try ImageHeader(path: path) }
      }
    }
    self.folders = folders
    files = zip(places, headers).compactMap { place, header in
      header.map { File(folder: place.folder, name: place.name, header: $0) }
    }
    otherFiles = zip(places, headers).compactMap { place, header in
      header == nil ? "\(folders[place.folder])/\(place.name)" : nil
    }
  }

  /// The number of images.
  var count: Int { files.count }

  /// The path of an image.
  func path(_ index: Int) -> String { "\(folders[files[index].folder])/\(files[index].name)" }

  /// The header of an image's file.
  func header(_ index: Int) -> ImageHeader { files[index].header }

  /// The index of the class folder of each image.
  var folderNumbers: [Int] { files.map(\.folder) }
}

extension DatasetError {
  /// Calls a function, and converts its `ImageError` to a `DatasetError` that names the file.
  static func naming<Result>(_ path: String, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let error as ImageError {
      switch error {
      case .inFile(_, let error): throw DatasetError(file: path, ImageFolderError.image(error))
      case .file(_, let reason): throw DatasetError(file: path, .unreadable(reason))
      default: throw DatasetError(file: path, ImageFolderError.image(error))
      }
    }
  }
}
