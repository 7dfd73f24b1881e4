/// IDX files of images and of labels in a folder, under any names.
///
/// The magic number tells images from labels. A pair of images and labels has names that differ in
/// these words only, such as `emnist-letters-train-images-idx3-ubyte` and
/// `emnist-letters-train-labels-idx1-ubyte`; the pairs of a data set have names that differ in
/// `train`, `test` and the like.
struct IDXFolder {
  /// A file of images and that of their labels.
  struct Pair {
    let images: String
    let labels: String
    let set: ExampleSet
  }

  let training: Pair
  let validation: Pair?
  let test: Pair?

  /// The pairs in a folder; `nil` if it has no IDX file.
  ///
  /// - Throws: `DatasetError` where labels are missing, or the files are not those of one data set.
  init?(_ listing: FolderListing) throws {
    let images = listing.files.filter { Content(listing.firstBytes(of: $0, count: 4)) == .images }
    let labels = listing.files.filter { Content(listing.firstBytes(of: $0, count: 4)) == .labels }
    guard !images.isEmpty else {
      if let file = labels.first {
        throw DatasetError(file: listing.path(of: file), IDXError.labelsAlone)
      }
      return nil
    }
    let sets = Set(images.map(Self.setName))
    guard sets.count == 1 else {
      throw DatasetError(file: listing.path, IDXError.severalSets(sets.sorted()))
    }
    try self.init(folder: listing.path, images: images, labels: labels)
  }

  /// A file of images, its labels, and the other sets that lie beside it if it is
  /// the one to train on.
  ///
  /// - Throws: `DatasetError` where it is a file of labels, or these are missing.
  init(file path: String) throws {
    let (folder, name) = path.folderAndName
    guard Content(ContentReader.firstBytes(path: path, count: 4)) == .images else {
      throw DatasetError(file: path, IDXError.labelsAlone)
    }
    var images = [name]
    var labels: [String] = []
    let isTraining = Self.set(of: name) == .training
    for other in try FolderListing.names(in: folder).sorted() where other != name {
      guard Self.setName(other) == Self.setName(name),
        isTraining || Self.pairName(other) == Self.pairName(name)
      else { continue }
      switch Content(ContentReader.firstBytes(path: "\(folder)/\(other)", count: 4)) {
      // The same file may lie there gzipped and not.
      case .images: if Self.pairName(other) != Self.pairName(name) { images.append(other) }
      case .labels: labels.append(other)
      case nil: break
      }
    }
    try self.init(folder: folder, images: images, labels: labels)
  }

  private init(folder: String, images: [String], labels: [String]) throws {
    var pairs: [ExampleSet: Pair] = [:]
    for file in images {
      let beside = labels.filter { Self.pairName($0) == Self.pairName(file) }
      let only = images.count == 1 && labels.count == 1 ? labels : []
      guard let labels = beside.first ?? only.first else {
        throw DatasetError(file: "\(folder)/\(file)", IDXError.noLabels)
      }
      let set = images.count == 1 ? .training : Self.set(of: file)
      // Two with the same set are the same file, gzipped and not, or of other data sets.
      if let other = pairs[set] {
        guard Self.pairName(other.images.folderAndName.name) == Self.pairName(file) else {
          throw DatasetError(
            file: folder, IDXError.severalSets([other.images.folderAndName.name, file]))
        }
        continue
      }
      pairs[set] = Pair(images: "\(folder)/\(file)", labels: "\(folder)/\(labels)", set: set)
    }
    guard let training = pairs[.training] else {
      throw DatasetError(file: folder, IDXError.onlyTestSet(images.first ?? ""))
    }
    self.training = training
    validation = pairs[.validation]
    test = pairs[.test]
  }

  /// The files of all sets.
  var files: [String] {
    [training, validation, test].compactMap { $0 }.flatMap { [$0.images, $0.labels] }
  }

  /// The content of an IDX file of bytes, by its magic number.
  enum Content: CaseIterable {
    case images, labels

    /// The magic number.
    var magic: [UInt8] {
      switch self {
      case .images: [0, 0, 8, 3]
      case .labels: [0, 0, 8, 1]
      }
    }

    init?(_ magic: [UInt8]) {
      guard let content = Self.allCases.first(where: { $0.magic == magic }) else { return nil }
      self = content
    }
  }

  private static func set(of name: String) -> ExampleSet {
    let name = pairName(name)
    // Without such a word, the images are the training set.
    return [ExampleSet.test, .validation].first { $0.words.contains { name.contains($0) } }
      ?? .training
  }

  /// The common part of the names of images and of their labels.
  private static func pairName(_ name: String) -> String {
    ["images", "image", "labels", "label", "idx3", "idx1"]
      .reduce(name.lowercased().withoutGzipEnding) { $0.replacing($1, with: "") }
  }

  /// The common part of the names of all sets of a data set.
  private static func setName(_ name: String) -> String {
    ExampleSet.allCases.flatMap(\.words).reduce(pairName(name)) { $0.replacing($1, with: "") }
  }
}
