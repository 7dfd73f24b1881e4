/// The `check` of an array: sums, extremes and the first elements.
struct CheckSummary: Decodable, Sendable {
  let sum: Double
  let wsum: Double
  let min: Double
  let max: Double
  let head: [Double]

  func difference(from found: [Double], _ comparison: Comparison) -> String? {
    guard head.count <= found.count else {
      return "got \(found.count) elements, expected at least \(head.count)"
    }
    // Sums of whole numbers are exact, and where those are expected, nothing else may be found.
    // Otherwise elements are rounded, and errors add up as the steps of a random walk do.
    let numbers = comparison.tolerance.isExact ? [sum, wsum, min, max] + head : found
    let isWhole = numbers.allSatisfy { $0 == $0.rounded() }
    let walk = comparison.precision.epsilon * Double(found.count).squareRoot()
    let rate = comparison.tolerance.relative + (isWhole ? 0 : walk)
    let magnitudes = found.map(abs)
    let extremes = [("min", found.min() ?? 0, min), ("max", found.max() ?? 0, max)]
    return comparison.difference(found, head)
      ?? comparison.difference(
        "sum", found.reduce(0, +), sum, slack: rate * magnitudes.reduce(0, +))
      ?? comparison.difference(
        "wsum", weightedSum(found), wsum, slack: rate * weightedSum(magnitudes))
      ?? extremes.lazy.compactMap { name, found, expected in
        comparison.accepts(found, expected) ? nil : "got \(name) \(found), expected \(expected)"
      }.first
  }
}
