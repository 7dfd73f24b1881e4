/// The role and the set of an array by its name, such as `x_train`, `train_labels` or
/// `digits_y_test`.
struct NumPyName: Equatable {
  /// The role of an array.
  enum Role {
    case examples
    case targets
  }

  let role: Role
  /// The set; the training set unless the name has another.
  let set: ExampleSet
  /// The other words, such as the name of the data set.
  let rest: [String]

  /// `nil` if the name does not tell the role.
  init?(_ name: String) {
    let words = name.lowercased().split { "_-. ".contains($0) }.map(String.init)
    var role: Role?
    var set: ExampleSet?
    var rest: [String] = []
    // The default names of `numpy.savez`.
    switch words {
    case ["arr", "0"]: role = .examples
    case ["arr", "1"]: role = .targets
    default:
      for word in words {
        if role == nil, let found = Self.role(of: word) {
          role = found
        } else if set == nil, let found = ExampleSet(word: word) {
          set = found
        } else {
          rest.append(word)
        }
      }
    }
    guard let role else { return nil }
    self.role = role
    self.set = set ?? .training
    self.rest = rest
  }

  private static func role(of word: String) -> Role? {
    switch word {
    case "x", "image", "images", "imgs", "data", "features", "inputs": .examples
    case "y", "label", "labels", "target", "targets", "classes": .targets
    default: nil
    }
  }
}
