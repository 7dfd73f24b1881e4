/// Compares computed numbers with wanted ones.
struct Comparison {
  let tolerance: Tolerance
  let precision: Precision

  /// What rounding leaves of a number of order 1 that cancels.
  var rounding: Double { tolerance.isExact ? 0 : 8 * precision.epsilon }

  /// Whether a number is close enough. An exact one is the wanted number in this precision.
  func accepts(_ found: Double, _ wanted: Double) -> Bool {
    if found.isNaN || wanted.isNaN { return found.isNaN && wanted.isNaN }
    if found == precision.rounded(wanted) { return true }
    let allowed = max(tolerance.absolute, tolerance.relative * abs(wanted), rounding)
    return abs(found - wanted) <= allowed && allowed.isFinite
  }

  /// The first element that is not close enough, in words.
  func difference(_ found: [Double], _ wanted: [Double]) -> String? {
    for (index, (found, wanted)) in zip(found, wanted).enumerated() where !accepts(found, wanted) {
      return "found element \(index) as \(found), wanted \(wanted)"
    }
    return nil
  }

  /// The difference of a number that sums up an array, which may be off by `slack`.
  func difference(
    _ name: String, _ found: Double, _ wanted: Double, slack: Double
  ) -> String? {
    abs(found - wanted) <= slack || found == wanted
      ? nil : "found \(name) \(found), wanted \(wanted)"
  }
}

/// The sum of all elements, each times its position modulo 251, and one.
func weightedSum(_ values: [Double]) -> Double {
  var sum = 0.0
  for (index, value) in values.enumerated() { sum += value * Double(index % 251 + 1) }
  return sum
}
