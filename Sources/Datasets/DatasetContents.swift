/// A data set as read from its source, before a ``DatasetSplit`` makes three sets of it.
public struct DatasetContents: Sendable, Equatable {
  /// What the data set is called in reports.
  public var name: String
  /// What kind of source it is, as in `IDX files` or `folder of images`.
  public var form: String
  /// The shape of one example: channels, height, width of an image, or the number of features.
  public var exampleShape: [Int]
  /// The kind of the targets, with their names.
  public var target: Dataset.Target
  /// The training examples, or all examples of a source without sets.
  public var training: LabeledExamples
  /// The validation set of the source, if it has one.
  public var validation: LabeledExamples?
  /// The test set of the source, if it has one.
  public var test: LabeledExamples?
  /// The number of last training examples that are the default validation set, as in the tutorials
  /// for MNIST; `nil` for a random, stratified one.
  public var validationAtEnd: Int?
  /// The feature columns of a table; `nil` of pixels and arrays.
  public var features: TableFeatures?
  /// The columns of a table that are no features; `nil` of pixels and arrays.
  public var otherColumns: OtherColumns?
  /// What was read in another way than expected, or not at all.
  public var notes: [DatasetNote]

  /// The columns of a table that are no features.
  public struct OtherColumns: Sendable, Equatable {
    /// The name of the label column, or its number, counted from 1, in a table without a header.
    public let label: String
    /// The columns that are left out, in the order of the table, without that of row numbers.
    public let ignored: [String]
    /// Whether the first column, which has no name, is left out: it has row numbers.
    public let hasRowNumbers: Bool
  }

  /// The contents of a source.
  public init(
    name: String, form: String, exampleShape: [Int], target: Dataset.Target,
    training: LabeledExamples, validation: LabeledExamples? = nil, test: LabeledExamples? = nil,
    validationAtEnd: Int? = nil, features: TableFeatures? = nil,
    otherColumns: OtherColumns? = nil, notes: [DatasetNote] = []
  ) {
    self.name = name
    self.form = form
    self.exampleShape = exampleShape
    self.target = target
    self.training = training
    self.validation = validation
    self.test = test
    self.validationAtEnd = validationAtEnd
    self.features = features
    self.otherColumns = otherColumns
    self.notes = notes
  }

  /// The number of values of an example.
  public var exampleSize: Int { exampleShape.reduce(1, *) }
}
