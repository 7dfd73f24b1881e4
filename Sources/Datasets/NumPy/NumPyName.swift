/// The role and the set of an array by its name, such as `x_train`, `train_labels` or
/// `digits_y_test`.
struct NumPyName: Hashable {
  /// The role of an array.
  enum Role: Hashable {
    case examples
    case targets
  }

  let role: Role
  /// The set; the training set unless the name has another.
  let part: DatasetPart
  /// The other words, such as the name of the data set.
  let rest: [String]

  /// `nil` if the name does not tell the role.
  init?(_ name: String) {
    let words = name.lowercased().split { "_-. ".contains($0) }.map(String.init)
    var role: Role?
    var part: DatasetPart?
    var rest: [String] = []
    // The default names of `numpy.savez`.
    switch words {
    case ["arr", "0"]: role = .examples
    case ["arr", "1"]: role = .targets
    default:
      for word in words {
        if role == nil, let found = Self.role(of: word) {
          role = found
        } else if part == nil, let found = DatasetPart(word: word) {
          part = found
        } else {
          rest.append(word)
        }
      }
    }
    guard let role else { return nil }
    self.role = role
    self.part = part ?? .training
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

/// The arrays of one data set among many, by role and set.
struct NumPyArrays<Source> {
  /// The names, in the order of the source.
  let names: [String]
  private var sources: [NumPyName: Source] = [:]
  private let rest: [String]

  /// Selects the arrays that belong together: those without other words in their names, or else
  /// those of the only data set.
  ///
  /// - Throws: the problem, if two arrays have the same role and set.
  init(_ arrays: [(name: String, source: Source)]) throws(NumPyError) {
    names = arrays.map(\.name)
    let known = arrays.compactMap { array in
      NumPyName(array.name).map { (key: $0, name: array.name, source: array.source) }
    }
    var groups: [[String]] = []
    for array in known where array.key.role == .examples && array.key.part == .training {
      if !groups.contains(array.key.rest) { groups.append(array.key.rest) }
    }
    rest = groups.contains([]) || groups.count != 1 ? [] : groups[0]
    var first: [NumPyName: String] = [:]
    for array in known where array.key.rest == rest {
      if let other = first[array.key] { throw .arraysOfOneKind(other, array.name) }
      first[array.key] = array.name
      sources[array.key] = array.source
    }
  }

  /// Whether there are training examples.
  var hasTraining: Bool { self[.examples, .training] != nil }

  /// An array.
  subscript(role: NumPyName.Role, part: DatasetPart) -> Source? {
    sources.first { $0.key.role == role && $0.key.part == part }?.value
  }
}
