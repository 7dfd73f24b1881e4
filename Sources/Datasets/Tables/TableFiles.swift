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
  init?(folder: String) throws {
    let names = (try? FolderListing.names(in: folder)) ?? []
    var files: [DatasetPart: String] = [:]
    for name in names.sorted() {
      guard let part = Self.part(of: name) else { continue }
      if let other = files[part] {
        throw DatasetError(file: folder, TableError.tablesOfOnePart(other, name))
      }
      files[part] = name
    }
    guard let training = files[.training] else { return nil }
    self.init(training: "\(folder)/\(training)")
    validation = files[.validation].map { "\(folder)/\($0)" }
    test = files[.test].map { "\(folder)/\($0)" }
  }

  /// The files.
  var paths: [String] { [training, validation, test].compactMap { $0 } }

  private static func part(of name: String) -> DatasetPart? {
    var words = name.lowercased().split(whereSeparator: { ".-_ ".contains($0) }).map(String.init)
    if words.last == "gz" { words.removeLast() }
    guard let suffix = words.popLast(), ["csv", "tsv"].contains(suffix) else { return nil }
    return words.last.flatMap(DatasetPart.init(word:))
  }
}
