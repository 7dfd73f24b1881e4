/// The arrays of one data set among many, by role and set.
struct NumPyArrays<Source> {
  private typealias NamedArray = (key: NumPyName, name: String, source: Source)

  /// The names, in the order of the source.
  let names: [String]
  /// The arrays that belong together, in the order of the source.
  private let selected: [NamedArray]

  /// Selects the arrays that belong together: those without other words in their names, or else
  /// those of the only data set.
  ///
  /// - Throws: the problem, if two arrays have the same role and set.
  init(_ arrays: [(name: String, source: Source)]) throws(NumPyError) {
    names = arrays.map(\.name)
    let known = arrays.compactMap { array -> NamedArray? in
      NumPyName(array.name).map { (key: $0, name: array.name, source: array.source) }
    }
    var groups: [[String]] = []
    for array in known where array.key.role == .examples && array.key.set == .training {
      if !groups.contains(array.key.rest) { groups.append(array.key.rest) }
    }
    let rest = groups.contains([]) || groups.count != 1 ? [] : groups[0]
    var selected: [NamedArray] = []
    for array in known where array.key.rest == rest {
      if let other = selected.first(where: { $0.key == array.key }) {
        throw .arraysOfOneKind(other.name, array.name)
      }
      selected.append(array)
    }
    self.selected = selected
  }

  /// The array of a role in a set.
  subscript(role: NumPyName.Role, set: ExampleSet) -> Source? {
    selected.first { $0.key.role == role && $0.key.set == set }?.source
  }
}
