/// The tables of a data set, one for each set.
struct TableFiles {
  var training: String
  var validation: String?
  var test: String?

  /// One table, which is split later.
  init(training: String) {
    self.training = training
  }

  /// The tables in a folder: files of the suffix `csv` or `tsv`, gzipped or not, whose names are
  /// or end with the name of a set, as in `train.csv` and `mnist_test.csv.gz`. `nil` if there is no
  /// training table.
  ///
  /// - Throws: `DatasetError` if there are two tables for one set.
  init?(_ listing: FolderListing) throws {
    var files: [ExampleSet: String] = [:]
    for name in listing.files {
      guard let set = Self.set(of: name) else { continue }
      if let other = files[set] {
        throw DatasetError(file: listing.path, TableError.tablesOfOneSet(other, name))
      }
      files[set] = name
    }
    guard let training = files[.training] else { return nil }
    self.init(training: listing.path(of: training))
    validation = files[.validation].map(listing.path(of:))
    test = files[.test].map(listing.path(of:))
  }

  /// The files.
  var paths: [String] { [training, validation, test].compactMap { $0 } }

  private static func set(of name: String) -> ExampleSet? {
    var words = name.lowercased().split(whereSeparator: { ".-_ ".contains($0) }).map(String.init)
    if words.last == "gz" { words.removeLast() }
    guard let suffix = words.popLast(), ["csv", "tsv"].contains(suffix) else { return nil }
    return words.last.flatMap(ExampleSet.init(word:))
  }
}
