/// Labelled examples, split into a training, a validation and a test set.
///
/// ```swift
/// let dataset = try DataSource.embeddedMNIST.load()
/// print(dataset.training.count, dataset.validation.count, dataset.test.count)
/// // 50000 10000 10000
/// ```
public struct Dataset: Sendable, Equatable {
  /// The kind of the targets, with their names.
  public enum Target: Sendable, Equatable {
    /// One of the named classes; the position of a name is its label.
    case classes([String])
    /// The named numbers, for regression.
    case numbers([String])
  }

  /// What the data set is called in reports.
  public let name: String

  /// The shape of one example: channels, height, width of an image, in pixels, or the number of
  /// features.
  public let exampleShape: [Int]

  /// The kind of the targets, with their names.
  public let target: Target

  /// The feature columns of a table; `nil` of pixels and arrays.
  public let features: TableFeatures?

  /// The columns of a table that are no features; `nil` of pixels and arrays.
  public let otherColumns: DatasetContents.OtherColumns?

  /// What was read in another way than expected, or not at all.
  package let readingNotes: [DatasetNote]

  /// What a user should know of the data: what was read in another way than expected, or not at
  /// all, and the classes without a training example.
  public var notes: [DatasetNote] {
    let unknown = target.classesWithoutExample(in: training)
    return readingNotes + (unknown.isEmpty ? [] : [.classesWithoutExample(unknown)])
  }

  /// The examples whose gradients train the parameters.
  public let training: LabeledExamples

  /// The examples that decide when to stop, and which parameters to keep.
  public let validation: LabeledExamples

  /// The examples for the final error, on which no decision depends.
  public let test: LabeledExamples

  /// The number of classes, which is 0 if the targets are numbers. Labels run from 0 up to but not
  /// including it.
  public var classes: Int { classNames.count }

  /// The names of the classes, in the order of the labels.
  public var classNames: [String] {
    switch target {
    case .classes(let names): names
    case .numbers: []
    }
  }

  /// The number of values of an example.
  public var exampleSize: Int { exampleShape.reduce(1, *) }

  /// A data set of the given splits, with the labels as class names.
  ///
  /// - Throws: `DatasetError` if a split is empty, has more or fewer values than its labels times
  ///   the shape of an example, or has a label that is no class.
  public init(
    name: String, exampleShape: [Int], classes: Int,
    training: LabeledExamples, validation: LabeledExamples, test: LabeledExamples
  ) throws {
    try self.init(
      name: name, exampleShape: exampleShape,
      target: .classes((0..<max(0, classes)).map(String.init)), training: training,
      validation: validation, test: test)
  }

  /// A data set of the given splits.
  ///
  /// - Throws: `DatasetError` if a split is empty, has more or fewer values than its labels times
  ///   the shape of an example, or has targets of another kind.
  public init(
    name: String, exampleShape: [Int], target: Target, features: TableFeatures? = nil,
    otherColumns: DatasetContents.OtherColumns? = nil, notes: [DatasetNote] = [],
    training: LabeledExamples, validation: LabeledExamples, test: LabeledExamples
  ) throws {
    self.name = name
    self.exampleShape = exampleShape
    self.target = target
    self.features = features
    self.otherColumns = otherColumns
    readingNotes = notes
    self.training = training
    self.validation = validation
    self.test = test
    for (split, examples) in [("training", training), ("validation", validation), ("test", test)] {
      try check(examples, split)
    }
  }

  private func check(_ examples: LabeledExamples, _ split: String) throws {
    func fail(_ problem: DatasetError.Problem) -> DatasetError {
      DatasetError(file: name, place: .part("the \(split) examples"), problem)
    }
    guard examples.count > 0 else { throw fail(.emptySplit) }
    guard let size = product(exampleShape + [examples.count]), size == examples.values.count else {
      throw fail(
        .valueCount(
          found: examples.values.count, examples: examples.count, shape: exampleShape))
    }
    switch (target, examples.targets) {
    case (.classes(let names), .labels(let labels)):
      for (row, label) in labels.enumerated() where label < 0 || Int(label) >= names.count {
        throw DatasetError(
          file: name, place: .row(row, of: "the \(split) labels", byte: nil),
          .label("\(label)", classes: names.count))
      }
    case (.numbers(let names), .numbers(let numbers)):
      guard numbers.count == names.count * examples.count else {
        throw fail(
          .numberCount(found: numbers.count, examples: examples.count, names: names.count))
      }
      if let position = numbers.firstIndex(where: { !$0.isFinite }) {
        throw DatasetError(
          file: name, place: .row(position / names.count, of: "the \(split) targets", byte: nil),
          .notFinite("\(numbers[position])", column: position % names.count))
      }
    case (.classes, .numbers): throw fail(.targets(expected: "classes", found: "numbers"))
    case (.numbers, .labels): throw fail(.targets(expected: "numbers", found: "classes"))
    }
  }
}
