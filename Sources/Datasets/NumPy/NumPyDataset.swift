import Files
import Foundation

/// The data set of NumPy arrays: examples and targets of each set.
enum NumPyDataset {
  /// Reads a `.npz` archive.
  static func archive(
    _ path: String, name: String, options: TableOptions
  ) throws -> DatasetContents {
    let archive = try ZipArchive(path: path)
    return try contents(
      name: name, form: "NumPy archive", file: path, arrays(in: archive), options
    ) { try array($0, in: archive) }
  }

  /// The array of test examples in a `.npz` archive, or its only array.
  static func testExamples(inArchive path: String) throws -> NumPyArrayFile {
    let archive = try ZipArchive(path: path)
    let arrays = arrays(in: archive)
    let named = arrays.filter {
      NumPyName($0.name).map { $0.role == .examples && $0.set == .test } ?? false
    }
    let found = arrays.count == 1 ? arrays : named
    guard found.count == 1 else {
      throw DatasetError(file: path, NumPyError.noTestExamples(names: arrays.map(\.name)))
    }
    return try array(found[0].source, in: archive)
  }

  private static func arrays(
    in archive: ZipArchive
  ) -> [(name: String, source: ZipArchive.Entry)] {
    archive.entries.filter { $0.name.hasSuffix(".npy") }.map {
      (name: String($0.name.dropLast(".npy".count)), source: $0)
    }
  }

  private static func array(
    _ entry: ZipArchive.Entry, in archive: ZipArchive
  ) throws -> NumPyArrayFile {
    try NumPyArrayFile(ContentReader(ZipEntrySource(archive, entry)), size: entry.size)
  }

  /// Reads a folder of `.npy` files.
  static func folder(
    _ listing: FolderListing, name: String, options: ReadingOptions
  ) throws -> DatasetContents {
    try contents(
      name: name, form: "NumPy arrays", file: listing.path, arrays(in: listing),
      options.table
    ) { try NumPyArrayFile(path: $0, keepsValues: options.keepsValuesInFiles) }
  }

  /// Reads a `.npy` file of examples and the file of their targets beside it, or the reverse.
  static func file(
    _ path: String, name: String, options: ReadingOptions
  ) throws -> DatasetContents {
    guard let (key, siblings) = try siblings(of: path) else {
      throw DatasetError(file: path, NumPyError.noRole)
    }
    // The only pair is the whole data set, whichever set its name means.
    func plain(_ role: NumPyName.Role) -> String { role == .examples ? "x" : "y" }
    let pair =
      [(plain(key.role), path)]
      + siblings.map { (plain(key.role == .examples ? .targets : .examples), $0.source) }
    guard pair.count == 2 else {
      throw DatasetError(
        file: path,
        NumPyError.noSibling(
          key.role == .examples ? "targets, y" : "examples, x", siblings.map(\.name)))
    }
    return try contents(name: name, form: "NumPy arrays", file: path, pair, options.table) {
      try NumPyArrayFile(path: $0, keepsValues: options.keepsValuesInFiles)
    }
  }

  /// The files of the data set of a `.npy` file; `nil` if it has none.
  static func files(of path: String) -> [String]? {
    (try? siblings(of: path)).map { [path] + $0.siblings.map(\.source) }
  }

  /// The role of an array by its name, and the arrays beside it that complete the data set.
  private static func siblings(
    of path: String
  ) throws -> (key: NumPyName, siblings: [(name: String, source: String)])? {
    let (folder, name) = path.folderAndName
    guard let key = arrayName(name).flatMap(NumPyName.init) else { return nil }
    let siblings = arrays(in: try FolderListing(path: folder)).filter {
      guard let other = NumPyName($0.name) else { return false }
      return other.role != key.role && other.set == key.set && other.rest == key.rest
    }
    return (key, siblings)
  }

  /// The `.npy` files of a folder, gzipped or not.
  static func arrays(in listing: FolderListing) -> [(name: String, source: String)] {
    listing.files.compactMap { file in
      arrayName(file).map { (name: $0, source: listing.path(of: file)) }
    }
  }

  /// Whether a folder has an array of examples.
  static func hasExamples(in listing: FolderListing) -> Bool {
    arrays(in: listing).contains { NumPyName($0.name)?.role == .examples }
  }

  private static func arrayName(_ file: String) -> String? {
    for suffix in [".npy", ".npy.gz"] where file.hasSuffix(suffix) {
      return String(file.dropLast(suffix.count))
    }
    return nil
  }

  // MARK: Sets

  /// A set whose headers have been read.
  private struct OpenSet {
    let x: NumPyArrayFile
    let y: NumPyArrayFile
    let examples: NumPyExamples
    let targets: NumPyTargets

    /// The sizes in memory, in bytes.
    var byteCounts: [Int] {
      [x.isStored(examples) ? 0 : examples.byteCount, targets.byteCount]
    }
  }

  private static func contents<Source>(
    name: String, form: String, file: String, _ arrays: [(name: String, source: Source)],
    _ options: TableOptions, open: (Source) throws -> NumPyArrayFile
  ) throws -> DatasetContents {
    let found: NumPyArrays<Source>
    do throws(NumPyError) {
      found = try NumPyArrays(arrays)
    } catch {
      throw DatasetError(file: file, error)
    }
    func headers(of set: ExampleSet) throws -> OpenSet? {
      let sources = (found[.examples, set], found[.targets, set])
      if set != .training, sources.0 == nil, sources.1 == nil { return nil }
      guard let x = sources.0 else {
        throw DatasetError(file: file, NumPyError.noArray("examples", set, names: found.names))
      }
      guard let y = sources.1 else {
        throw DatasetError(file: file, NumPyError.noArray("targets", set, names: found.names))
      }
      return try Self.openSet(open(x), open(y), options)
    }
    guard let training = try headers(of: .training) else {
      throw DatasetError(file: file, NumPyError.noArray("examples", .training, names: found.names))
    }
    let others = try (validation: headers(of: .validation), test: headers(of: .test))
    let sets = [training, others.validation, others.test].compactMap { $0 }
    for set in sets.dropFirst() { try check(set, isLike: training) }
    guard DatasetLimits.allow(arrayBytes: sets.flatMap(\.byteCounts)) else {
      throw DatasetError(file: file, .arraysTooLarge)
    }

    let targets = try sets.map { try $0.targets.read($0.y) }
    let target = training.targets.target(of: targets)
    var examples = try zip(sets, targets).map { set, targets in
      switch targets {
      case .labels(let labels):
        LabeledExamples(values: try set.x.values(set.examples), labels: labels)
      case .numbers(let numbers):
        LabeledExamples(
          values: try set.x.values(set.examples), numbers: numbers, size: set.targets.width)
      }
    }[...]
    return DatasetContents(
      name: name, form: form, exampleShape: training.examples.shape, target: target,
      training: examples.removeFirst(),
      validation: others.validation == nil ? nil : examples.popFirst(),
      test: others.test == nil ? nil : examples.popFirst())
  }

  private static func openSet(
    _ x: NumPyArrayFile, _ y: NumPyArrayFile, _ options: TableOptions
  ) throws -> OpenSet {
    guard let examples = NumPyExamples(x.header) else {
      throw x.fail(
        expected: "examples of shape (n, features), (n, height, width), (n, height, width,"
          + " channels) or (n, channels, height, width) with one channel or three")
    }
    guard let targets = NumPyTargets(y.header, form: options.targetForm) else {
      throw y.fail(
        expected: "class numbers of shape (n,) or (n, 1), one-hot classes of shape (n, classes), or"
          + " floats of shape (n,) or (n, targets)")
    }
    guard targets.count == examples.count else {
      throw y.fail(
        expected: "\(examples.count) targets, one for each example of \(x.file.shownAsPath)")
    }
    return OpenSet(x: x, y: y, examples: examples, targets: targets)
  }

  /// Checks that a set has examples and targets like those of the training set.
  private static func check(_ set: OpenSet, isLike training: OpenSet) throws {
    guard set.examples.shape == training.examples.shape,
      set.examples.element == training.examples.element
    else {
      throw set.x.fail(
        expected: "examples like those of \(training.x.file.shownAsPath), which has"
          + " \(training.x.header.summary)"
      )
    }
    guard set.targets.isClasses == training.targets.isClasses,
      set.targets.width == training.targets.width
    else {
      throw set.y.fail(
        expected: "targets like those of \(training.y.file.shownAsPath), which has"
          + " \(training.y.header.summary)"
      )
    }
  }
}
