import RandomNumbers

extension LabeledExamples {
  /// Draws a fraction of the examples at random, the same of every class.
  ///
  /// - Returns: the examples drawn and the others, each in their order.
  func stratifiedDraw(
    _ fraction: Double, _ target: Dataset.Target, seed: Int
  ) throws -> (drawn: [Int], others: [Int]) {
    var random = try RandomState(seed: seed)
    var isDrawn = [Bool](repeating: false, count: count)
    for stratum in strata(target) {
      let count = Int((Double(stratum.count) * fraction).rounded())
      for index in try random.permutation(stratum.count).prefix(count) {
        isDrawn[stratum[index]] = true
      }
    }
    return (indices.filter { isDrawn[$0] }, indices.filter { !isDrawn[$0] })
  }

  /// The examples of each class, or all of them if the targets are numbers.
  private func strata(_ target: Dataset.Target) -> [[Int]] {
    guard case .classes(let names) = target else { return [Array(indices)] }
    var strata = [[Int]](repeating: [], count: max(1, names.count))
    for (example, label) in labels.enumerated() where strata.indices ~= Int(label) {
      strata[Int(label)].append(example)
    }
    return strata
  }
}
