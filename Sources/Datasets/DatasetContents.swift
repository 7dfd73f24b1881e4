/// A data set as its source has it: the parts that the source tells apart, before a
/// ``DatasetSplit`` makes three of them.
public struct DatasetContents: Sendable, Equatable {
  /// What the data set is called in reports.
  public var name: String
  /// What kind of source it is, as in `IDX files` or `folder of images`.
  public var form: String
  /// The shape of one example: channels, height, width of an image, or the number of features.
  public var exampleShape: [Int]
  /// What is to be learnt.
  public var target: Dataset.Target
  /// The examples to train on, or all that there are.
  public var training: LabeledExamples
  /// Examples to choose by, where the source has some.
  public var validation: LabeledExamples?
  /// Examples to report on, where the source has some.
  public var test: LabeledExamples?
  /// How many of the last training examples validate unless the user says otherwise. Those of
  /// MNIST do, as in the tutorials.
  public var validationAtEnd: Int?
  /// The names of the features of a table, in the order of the values; none of pixels and arrays.
  public var featureNames: [String]

  /// What a source has.
  public init(
    name: String, form: String, exampleShape: [Int], target: Dataset.Target,
    training: LabeledExamples, validation: LabeledExamples? = nil, test: LabeledExamples? = nil,
    validationAtEnd: Int? = nil, featureNames: [String] = []
  ) {
    self.name = name
    self.form = form
    self.exampleShape = exampleShape
    self.target = target
    self.training = training
    self.validation = validation
    self.test = test
    self.validationAtEnd = validationAtEnd
    self.featureNames = featureNames
  }

  /// The number of values of an example.
  public var exampleSize: Int { exampleShape.reduce(1, *) }
}
