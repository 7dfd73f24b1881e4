/// One of the three sets of a data set.
public enum ExampleSet: String, Sendable, CaseIterable {
  /// The examples that the parameters are trained on.
  case training
  /// The examples that decide when to stop, and which parameters to keep.
  case validation
  /// The examples that no decision depends on.
  case test

  /// The words that mean the set in names of files, folders and arrays, the longest first.
  var words: [String] {
    switch self {
    case .training: ["training", "train"]
    case .validation: ["validation", "valid", "val"]
    case .test: ["testing", "test", "t10k"]
    }
  }

  /// The set that a word in a name means, such as `val`.
  init?(word: String) {
    guard let set = Self.allCases.first(where: { $0.words.contains(word) }) else { return nil }
    self = set
  }

  /// The name in errors.
  var name: String { rawValue }

  /// Keras's suffix in the names of arrays.
  var keyword: String {
    switch self {
    case .training: "train"
    case .validation: "val"
    case .test: "test"
    }
  }
}

extension Dataset {
  /// The examples of a set.
  public subscript(set: ExampleSet) -> LabeledExamples {
    switch set {
    case .training: training
    case .validation: validation
    case .test: test
    }
  }
}
