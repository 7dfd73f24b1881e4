/// A part that a source may tell apart.
enum DatasetPart: Hashable, CaseIterable {
  case training
  case validation
  case test

  /// The part that a word of a name stands for.
  init?(word: String) {
    switch word {
    case "train", "training": self = .training
    case "val", "valid", "validation": self = .validation
    case "test": self = .test
    default: return nil
    }
  }

  /// What it is called in errors.
  var name: String {
    switch self {
    case .training: "training"
    case .validation: "validation"
    case .test: "test"
    }
  }

  /// How Keras calls it in the names of arrays.
  var keyword: String {
    switch self {
    case .training: "train"
    case .validation: "val"
    case .test: "test"
    }
  }
}
