/// The split of a source's examples into a training, a validation and a test set.
///
/// By default the sets are those of the source. If it has no test set, a tenth of the examples
/// becomes one; if it has no validation set, a tenth of the remaining ones does. Random splits are
/// stratified, with the same fraction of every class, and keep the order of the source.
public struct DatasetSplit: Sendable, Equatable, Codable {
  /// The method of the split.
  public enum Method: Sendable, Equatable, Codable {
    /// The sets of the source.
    case source
    /// The test set of the source, by which the training is validated too; everything else is the
    /// training set. Where training stops by its validation error, the test error is no measure of
    /// what it has learnt.
    case testAsValidation
    /// A stratified random split by fractions of all examples, whose sum is 1.
    case fractions(training: Double, validation: Double, test: Double)
    /// A text file with a line for each example in the order of the source: `training`,
    /// `validation` or `test`.
    case file(String)
  }

  /// The method of the split.
  public var method: Method
  /// The size of the validation set, as a fraction of the examples outside the test set; `nil` for
  /// the validation set of the source.
  public var validation: Double?
  /// The seed of random splits.
  public var seed: Int

  /// A split into the sets of the source, unless given otherwise.
  public init(method: Method = .source, validation: Double? = nil, seed: Int = 0) {
    self.method = method
    self.validation = validation
    self.seed = seed
  }

  /// The size of a set that the source does not have.
  static let defaultFraction = 0.1

  /// Whether the sets are those of the source.
  var isSourceOwn: Bool { method == .source && validation == nil }

  /// The data set that a source's examples make.
  ///
  /// - Throws: `DatasetError` if a fraction is out of range, the file does not have a line for each
  ///   example, or a set is empty.
  public func dataset(of contents: DatasetContents) throws -> Dataset {
    try validate(name: contents.name)
    return switch method {
    case .source: try bySource(contents)
    case .testAsValidation: try withTestAsValidation(contents)
    case .fractions(let training, let validation, let test):
      try byFractions(training: training, validation: validation, test: test, contents)
    case .file(let path): try byFile(path, contents)
    }
  }

  private func validate(name: String) throws {
    if let validation {
      guard validation > 0, validation < 1 else {
        throw DatasetError(file: name, SplitError.validationFraction(validation))
      }
      guard method == .source else { throw DatasetError(file: name, SplitError.validationTwice) }
    }
    if case .fractions(let training, let validation, let test) = method {
      let fractions = [training, validation, test]
      guard fractions.allSatisfy({ $0 > 0 }), abs(fractions.reduce(0, +) - 1) < 1e-6 else {
        throw DatasetError(file: name, SplitError.fractions(fractions))
      }
    }
  }

  // MARK: As the source has it

  private func bySource(_ contents: DatasetContents) throws -> Dataset {
    var rest = contents.training
    if validation != nil, let own = contents.validation {
      rest = try Self.joined([rest, own], contents)
    }
    let test: LabeledExamples
    if let own = contents.test {
      test = own
    } else {
      (test, rest) = try draw(Self.defaultFraction, of: rest, contents)
    }
    if validation == nil, let own = contents.validation {
      return try dataset(contents, rest, own, test)
    }
    if validation == nil, let count = contents.validationAtEnd, contents.test != nil {
      let size = contents.exampleSize
      let end = rest.count - count
      return try dataset(
        contents, rest.selecting(Array(0..<end), size: size),
        rest.selecting(Array(end..<rest.count), size: size), test)
    }
    let chosen = try draw(validation ?? Self.defaultFraction, of: rest, contents)
    return try dataset(contents, chosen.others, chosen.drawn, test)
  }

  private func withTestAsValidation(_ contents: DatasetContents) throws -> Dataset {
    let rest = try Self.joined(
      [contents.training, contents.validation].compactMap { $0 }, contents)
    if let test = contents.test { return try dataset(contents, rest, test, test) }
    let (test, others) = try draw(Self.defaultFraction, of: rest, contents)
    return try dataset(contents, others, test, test)
  }

  // MARK: By fractions

  private func byFractions(
    training: Double, validation: Double, test: Double, _ contents: DatasetContents
  ) throws -> Dataset {
    let testing = try draw(test, of: Self.all(contents), contents)
    let rest = try draw(validation / (training + validation), of: testing.others, contents)
    return try dataset(contents, rest.others, rest.drawn, testing.drawn)
  }

  // MARK: By a file

  private func byFile(_ path: String, _ contents: DatasetContents) throws -> Dataset {
    let all = try Self.all(contents)
    let reader = try ContentReader(RawInput(path: path))
    var sets: [ExampleSet: [Int]] = [:]
    var count = 0
    while let line = try reader.nextLine() {
      guard let set = ExampleSet(rawValue: line) else {
        throw DatasetError(file: path, place: .line(count + 1), SplitError.word(line))
      }
      sets[set, default: []].append(count)
      count += 1
    }
    guard count == all.count else {
      throw DatasetError(file: path, SplitError.lineCount(expected: all.count, found: count))
    }
    func examples(of set: ExampleSet) throws -> LabeledExamples {
      try all.selecting(sets[set] ?? [], size: contents.exampleSize)
    }
    return try dataset(
      contents, examples(of: .training), examples(of: .validation), examples(of: .test))
  }

  // MARK: Sets

  private func dataset(
    _ contents: DatasetContents, _ training: LabeledExamples, _ validation: LabeledExamples,
    _ test: LabeledExamples
  ) throws -> Dataset {
    let sets = [("training", training), ("validation", validation), ("test", test)]
    let total = sets.map(\.1.count).reduce(0, +)
    if total > 0, let empty = sets.first(where: { $0.1.count == 0 }) {
      throw DatasetError(file: contents.name, SplitError.emptySet(empty.0, total: total))
    }
    return try Dataset(
      name: contents.name, exampleShape: contents.exampleShape, target: contents.target,
      features: contents.features, otherColumns: contents.otherColumns, notes: contents.notes,
      training: training, validation: validation, test: test)
  }

  /// The examples of all sets of the source.
  private static func all(_ contents: DatasetContents) throws -> LabeledExamples {
    try joined([contents.training, contents.validation, contents.test].compactMap { $0 }, contents)
  }

  /// The examples of several sets, concatenated.
  private static func joined(
    _ sets: [LabeledExamples], _ contents: DatasetContents
  ) throws -> LabeledExamples {
    try LabeledExamples(joining: sets, size: contents.exampleSize)
  }

  /// Draws a fraction of the examples, stratified by class.
  private func draw(
    _ fraction: Double, of examples: LabeledExamples, _ contents: DatasetContents
  ) throws -> (drawn: LabeledExamples, others: LabeledExamples) {
    let draw = try examples.stratifiedDraw(fraction, contents.target, seed: seed)
    return (
      try examples.selecting(draw.drawn, size: contents.exampleSize),
      try examples.selecting(draw.others, size: contents.exampleSize)
    )
  }
}
