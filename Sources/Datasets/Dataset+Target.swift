extension Dataset.Target {
  /// The names of the classes, or of the numbers.
  package var names: [String] {
    switch self {
    case .classes(let names), .numbers(let names): names
    }
  }

  /// The names of the classes that have no example in a set.
  func classesWithoutExample(in examples: LabeledExamples) -> [String] {
    guard case .classes(let names) = self, case .labels(let labels) = examples.targets else {
      return []
    }
    var isKnown = [Bool](repeating: false, count: names.count)
    for label in labels where isKnown.indices.contains(Int(label)) { isKnown[Int(label)] = true }
    return names.indices.filter { !isKnown[$0] }.map { names[$0] }
  }
}
