/// A large array of a vector file, in summary.
struct ArraySummary: Decodable {
  let shape: [Int]
  let sum: Double
  let wsum: Double
  let l1: Double
  let l2: Double
  let min: Double
  let max: Double
  /// Positions and the elements there.
  let samples: [[Double]]

  /// How close a computed array has to be.
  struct Tolerance {
    /// Of the norms and the sums, in relation to the norms.
    var norms: Double
    /// Of the elements, in relation to the largest of them.
    var elements: Double
    /// What rounding leaves of an element where the exact result is 0.
    var rounding: Double
  }

  /// How an array differs from this one, or `nil` where it does not.
  func difference(from found: [Double], _ tolerance: Tolerance) -> String? {
    guard found.count == shape.reduce(1, *) else {
      return "\(found.count) elements, expected shape \(shape)"
    }
    let weighted = found.enumerated().reduce(0) { $0 + $1.element * Double($1.offset % 251 + 1) }
    let largest = Swift.max(abs(min), abs(max))
    let noise = tolerance.rounding * Double(found.count)
    func check(_ name: String, _ found: Double, _ expected: Double, within: Double) -> String? {
      abs(found - expected) <= within ? nil : "\(name) is \(found), expected \(expected)"
    }
    let norms = tolerance.norms
    let elements = tolerance.elements * largest + tolerance.rounding
    let checks =
      [
        check("l1", found.reduce(0) { $0 + abs($1) }, l1, within: norms * l1 + noise),
        check("l2", found.reduce(0) { $0 + $1 * $1 }.squareRoot(), l2, within: norms * l2 + noise),
        check("sum", found.reduce(0, +), sum, within: norms * l1 + noise),
        check("wsum", weighted, wsum, within: norms * 251 * l1 + 251 * noise),
        check("min", found.min() ?? 0, min, within: elements),
        check("max", found.max() ?? 0, max, within: elements),
      ]
      + samples.map { sample in
        check("element \(sample[0])", found[Int(sample[0])], sample[1], within: elements)
      }
    return checks.compactMap { $0 }.first
  }
}
