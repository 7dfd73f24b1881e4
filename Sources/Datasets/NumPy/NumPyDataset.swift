import Files
import Foundation

/// The data set of NumPy arrays: examples and targets of each set.
enum NumPyDataset {
  /// Reads a `.npz` archive.
  static func archive(
    _ path: String, name: String, options: TableOptions
  ) throws -> DatasetContents {
    let archive = try ZipArchive(path: path)
    let entries = archive.entries.filter { $0.name.hasSuffix(".npy") }
    return try contents(
      name: name, form: "NumPy archive", file: path,
      entries.map { (String($0.name.dropLast(".npy".count)), $0) }, options
    ) { entry in
      try NumPyArrayFile(
        ContentReader(ZipEntrySource(archive, entry)), size: entry.size)
    }
  }

  /// Reads a folder of `.npy` files.
  static func folder(
    _ path: String, name: String, options: TableOptions
  ) throws -> DatasetContents {
    try contents(
      name: name, form: "NumPy arrays", file: path, arrays(inFolder: path), options
    ) { try NumPyArrayFile(path: $0) }
  }

  /// Reads a `.npy` file of examples and the file of their targets beside it, or the reverse.
  static func file(
    _ path: String, name: String, options: TableOptions
  ) throws -> DatasetContents {
    guard let (key, siblings) = siblings(of: path) else {
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
    return try contents(name: name, form: "NumPy arrays", file: path, pair, options) {
      try NumPyArrayFile(path: $0)
    }
  }

  /// The files of the data set of a `.npy` file; `nil` if it has none.
  static func files(of path: String) -> [String]? {
    siblings(of: path).map { [path] + $0.siblings.map(\.source) }
  }

  /// The role of an array by its name, and the arrays beside it that complete the data set.
  private static func siblings(
    of path: String
  ) -> (key: NumPyName, siblings: [(name: String, source: String)])? {
    let (folder, name) = path.folderAndName
    guard let key = arrayName(name).flatMap(NumPyName.init) else { return nil }
    let siblings = arrays(inFolder: folder).filter {
      guard let other = NumPyName($0.name) else { return false }
      return other.role != key.role && other.part == key.part && other.rest == key.rest
    }
    return (key, siblings)
  }

  /// The `.npy` files of a folder, gzipped or not.
  static func arrays(inFolder folder: String) -> [(name: String, source: String)] {
    let files = (try? FolderListing.names(in: folder)) ?? []
    return files.sorted().compactMap { file in
      arrayName(file).map { (name: $0, source: "\(folder)/\(file)") }
    }
  }

  /// Whether a folder has an array of training examples.
  static func isInFolder(_ folder: String) -> Bool {
    let arrays = arrays(inFolder: folder)
    return arrays.contains { NumPyName($0.name).map { $0.role == .examples } ?? false }
  }

  private static func arrayName(_ file: String) -> String? {
    for suffix in [".npy", ".npy.gz"] where file.hasSuffix(suffix) {
      return String(file.dropLast(suffix.count))
    }
    return nil
  }

  // MARK: Parts

  /// A set whose headers have been read.
  private struct Part {
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
    func part(_ part: DatasetPart) throws -> Part? {
      let sources = (found[.examples, part], found[.targets, part])
      if part != .training, sources.0 == nil, sources.1 == nil { return nil }
      guard let x = sources.0 else {
        throw DatasetError(file: file, NumPyError.noArray("examples", part, names: found.names))
      }
      guard let y = sources.1 else {
        throw DatasetError(file: file, NumPyError.noArray("targets", part, names: found.names))
      }
      return try Self.part(open(x), open(y), options)
    }
    guard let training = try part(.training) else {
      throw DatasetError(file: file, NumPyError.noArray("examples", .training, names: found.names))
    }
    let others = try (validation: part(.validation), test: part(.test))
    let parts = [training, others.validation, others.test].compactMap { $0 }
    for part in parts.dropFirst() { try check(part, isLike: training) }
    guard DatasetLimits.allow(arrayBytes: parts.flatMap(\.byteCounts)) else {
      throw DatasetError(file: file, .arraysTooLarge)
    }

    let targets = try parts.map { try $0.targets.read($0.y) }
    let target = training.targets.target(of: targets)
    var examples = try zip(parts, targets).map { part, targets in
      switch targets {
      case .labels(let labels):
        LabeledExamples(values: try part.x.values(part.examples), labels: labels)
      case .numbers(let numbers):
        LabeledExamples(
          values: try part.x.values(part.examples), numbers: numbers, size: part.targets.width)
      }
    }[...]
    return DatasetContents(
      name: name, form: form, exampleShape: training.examples.shape, target: target,
      training: examples.removeFirst(),
      validation: others.validation == nil ? nil : examples.popFirst(),
      test: others.test == nil ? nil : examples.popFirst())
  }

  private static func part(
    _ x: NumPyArrayFile, _ y: NumPyArrayFile, _ options: TableOptions
  ) throws -> Part {
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
    return Part(x: x, y: y, examples: examples, targets: targets)
  }

  /// Checks that a set has examples and targets like those of the training set.
  private static func check(_ part: Part, isLike training: Part) throws {
    guard part.examples.shape == training.examples.shape,
      part.examples.element == training.examples.element
    else {
      throw part.x.fail(
        expected: "examples like those of \(training.x.file.shownAsPath), which has"
          + " \(training.x.header.summary)"
      )
    }
    guard part.targets.isClasses == training.targets.isClasses,
      part.targets.width == training.targets.width
    else {
      throw part.y.fail(
        expected: "targets like those of \(training.y.file.shownAsPath), which has"
          + " \(training.y.header.summary)"
      )
    }
  }
}
