/// One of the sets that a source may have.
enum DatasetPart: Hashable, CaseIterable {
  case training
  case validation
  case test

  /// The set that a word in a name means, such as `val`.
  init?(word: String) {
    switch word {
    case "train", "training": self = .training
    case "val", "valid", "validation": self = .validation
    case "test": self = .test
    default: return nil
    }
  }

  /// The name in errors.
  var name: String {
    switch self {
    case .training: "training"
    case .validation: "validation"
    case .test: "test"
    }
  }

  /// Keras's suffix in the names of arrays.
  var keyword: String {
    switch self {
    case .training: "train"
    case .validation: "val"
    case .test: "test"
    }
  }
}
