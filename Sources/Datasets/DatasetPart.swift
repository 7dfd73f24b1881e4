/// A part of a data set.
public enum DatasetPart: String, Sendable, CaseIterable {
  /// What the parameters are trained on.
  case training
  /// What decides when to stop, and which parameters to keep.
  case validation
  /// What no decision depends on.
  case test

  /// The words that stand for the part in names of files, folders and arrays, the longest first.
  var words: [String] {
    switch self {
    case .training: ["training", "train"]
    case .validation: ["validation", "valid", "val"]
    case .test: ["testing", "test", "t10k"]
    }
  }

  /// The part that a word of a name stands for.
  init?(word: String) {
    guard let part = Self.allCases.first(where: { $0.words.contains(word) }) else { return nil }
    self = part
  }

  /// What it is called in errors.
  var name: String { rawValue }

  /// How Keras calls it in the names of arrays.
  var keyword: String {
    switch self {
    case .training: "train"
    case .validation: "val"
    case .test: "test"
    }
  }
}

extension Dataset {
  /// The examples of a part.
  public subscript(part: DatasetPart) -> LabeledExamples {
    switch part {
    case .training: training
    case .validation: validation
    case .test: test
    }
  }
}
