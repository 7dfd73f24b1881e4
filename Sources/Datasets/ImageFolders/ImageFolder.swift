import ImageFiles

/// A folder with the PNG and JPEG files of each class in a folder of their own; or with such a
/// folder for each set: `train`, and optionally `val` and `test`.
///
/// Files without the signature of an image are left out, whatever their names, as are folders
/// without an image; notes of the data set say so.
struct ImageFolder {
  /// A folder of class folders.
  struct ClassFolders {
    let path: String
    /// The folders that have an image, in the order of ``ImageFolder/inClassOrder(_:)``.
    let classes: [String]
    /// The folders without an image.
    let emptyFolders: [String]

    init(_ listing: FolderListing) throws {
      path = listing.path
      let found = try listing.folders.map { ($0, try Self.hasImage(listing.path(of: $0))) }
      classes = ImageFolder.inClassOrder(found.filter(\.1).map(\.0))
      emptyFolders = found.filter { !$0.1 }.map(\.0)
    }

    private static func hasImage(_ folder: String) throws -> Bool {
      try FolderListing.names(in: folder).contains { ImageHeader.isImage(path: "\(folder)/\($0)") }
    }

    /// The folders of the classes.
    var folders: [String] { classes.map { "\(path)/\($0)" } }
  }

  let training: ClassFolders
  let validation: ClassFolders?
  let test: ClassFolders?

  /// The folder at a path; `nil` if it has no class folder with an image.
  ///
  /// - Throws: `DatasetError` if there are two folders for a set, or none for training.
  init?(_ listing: FolderListing) throws {
    var found: [ExampleSet: ClassFolders] = [:]
    for set in ExampleSet.allCases {
      for name in set.words where listing.folders.contains(name) {
        let folders = try ClassFolders(FolderListing(path: listing.path(of: name)))
        guard !folders.classes.isEmpty else { continue }
        if let other = found[set] {
          throw DatasetError(
            file: listing.path, ImageFolderError.twoFolders(other.path.folderAndName.name, name))
        }
        found[set] = folders
      }
    }
    validation = found[.validation]
    test = found[.test]
    if let training = found[.training] {
      self.training = training
    } else if let other = validation ?? test {
      throw DatasetError(
        file: listing.path, ImageFolderError.noTrainingFolder(other.path.folderAndName.name))
    } else {
      training = try ClassFolders(listing)
      if training.classes.isEmpty { return nil }
    }
    for folders in [validation, test].compactMap({ $0 }) {
      if let unknown = folders.classes.first(where: { !training.classes.contains($0) }) {
        throw DatasetError(
          file: "\(folders.path)/\(unknown)",
          ImageFolderError.unknownClass(unknown, training: training.path))
      }
    }
  }

  /// The number of folders that are looked into for images of a format that is not read.
  private static let mostInspectedFolders = 100

  /// Refuses folders whose first file is an image of a format that is not read.
  static func checkFormats(_ listing: FolderListing) throws {
    for folder in listing.folders.prefix(mostInspectedFolders) {
      let inner = try FolderListing(path: listing.path(of: folder))
      guard let name = inner.files.first else { continue }
      let start = inner.firstBytes(of: name, count: OtherImageFormat.signatureSize)
      if let format = OtherImageFormat(start) {
        throw DatasetError(
          file: inner.path(of: name), ImageFolderError.image(.otherFormat(format)))
      }
    }
  }

  /// The sets.
  var sets: [ClassFolders] { [training, validation, test].compactMap { $0 } }

  /// The names of classes in numerical order if all are numbers, and otherwise in Python's order of
  /// strings.
  static func inClassOrder(_ names: [String]) -> [String] {
    let byLetters = names.sorted { Array($0.utf8).precedes(Array($1.utf8)) }
    let numbers = byLetters.compactMap { Int($0) }
    guard numbers.count == names.count else { return byLetters }
    // As strings if two names are the same number, such as 1 and 01.
    return zip(numbers, byLetters).enumerated().sorted {
      ($0.element.0, $0.offset) < ($1.element.0, $1.offset)
    }.map(\.element.1)
  }
}
