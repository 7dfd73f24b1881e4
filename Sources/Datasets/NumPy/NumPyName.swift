/// What the name of an array says about it, as `x_train`, `train_labels` or `digits_y_test` do.
struct NumPyName: Hashable {
  /// What an array holds.
  enum Role: Hashable {
    case examples
    case targets
  }

  let role: Role
  /// The part of the data set; the training part where the name says nothing.
  let part: DatasetPart
  /// The words that say neither, as the name of the data set does.
  let rest: [String]

  /// Nothing where the name does not say what the array holds.
  init?(_ name: String) {
    let words = name.lowercased().split { "_-. ".contains($0) }.map(String.init)
    var role: Role?
    var part: DatasetPart?
    var rest: [String] = []
    // The names that `numpy.savez` gives to arrays without one.
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

/// The arrays of a data set by what they are, out of many.
struct NumPyArrays<Source> {
  /// The names, in the order of the source.
  let names: [String]
  private var sources: [NumPyName: Source] = [:]
  private let rest: [String]

  /// The arrays among those of the given names that belong together: those whose names have nothing
  /// besides, or else the only data set.
  ///
  /// - Throws: the problem, where two arrays are the same.
  init(_ arrays: [(name: String, source: Source)]) throws(DatasetError.Problem) {
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

  /// Whether there is something to train on.
  var hasTraining: Bool { self[.examples, .training] != nil }

  /// An array.
  subscript(role: NumPyName.Role, part: DatasetPart) -> Source? {
    sources.first { $0.key.role == role && $0.key.part == part }?.value
  }
}
