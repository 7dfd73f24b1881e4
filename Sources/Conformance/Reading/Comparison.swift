/// Compares computed numbers with expected ones.
struct Comparison {
  let tolerance: Tolerance
  let precision: Precision

  /// What rounding leaves of a number of order 1 that cancels.
  var rounding: Double { tolerance.isExact ? 0 : 8 * precision.epsilon }

  /// Whether a number is close enough. An exact one is the expected number in this precision.
  func accepts(_ found: Double, _ expected: Double) -> Bool {
    if found.isNaN || expected.isNaN { return found.isNaN && expected.isNaN }
    if found == precision.rounded(expected) { return true }
    let allowed = max(tolerance.absolute, tolerance.relative * abs(expected), rounding)
    return abs(found - expected) <= allowed && allowed.isFinite
  }

  /// The first element that is not close enough, in words.
  func difference(_ found: [Double], _ expected: [Double]) -> String? {
    for (index, (found, expected)) in zip(found, expected).enumerated()
    where !accepts(found, expected) {
      return "got element \(index) as \(found), expected \(expected)"
    }
    return nil
  }

  /// The difference of a number that sums up an array, which may be off by `slack`.
  func difference(
    _ name: String, _ found: Double, _ expected: Double, slack: Double
  ) -> String? {
    abs(found - expected) <= slack || found == expected
      ? nil : "got \(name) \(found), expected \(expected)"
  }
}

/// The sum of all elements, each times its position modulo 251, and one.
func weightedSum(_ values: [Double]) -> Double {
  var sum = 0.0
  // Walking an enumeration takes a debug build longer than the arithmetic does.
  var index = 0
  while index < values.count {
    sum += values[index] * Double(index % 251 + 1)
    index += 1
  }
  return sum
}
