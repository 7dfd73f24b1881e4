/// How values are distributed: their number in each of the buckets into which the exponent and the
/// first three bits of the fraction divide all floats, eight to a power of two.
///
/// Values that are not finite are left out.
package struct Histogram: Hashable, Sendable {
  /// The values from the upper limit of the bucket before to that of this one.
  package struct Bucket: Hashable, Sendable {
    package let upperLimit: Double
    package let count: Int
  }

  /// The number of values.
  package private(set) var count = 0
  package private(set) var minimum = Double.infinity
  package private(set) var maximum = -Double.infinity
  package private(set) var sum = 0.0
  package private(set) var sumOfSquares = 0.0
  /// The buckets that have values, in ascending order, and one without for each gap between them.
  package private(set) var buckets: [Bucket] = []

  /// The histogram of some values; `nil` where none of them is finite.
  package init?(of values: [Float]) {
    var counts = [Int](repeating: 0, count: 2 * Self.magnitudes)
    values.withUnsafeBufferPointer { values in
      counts.withUnsafeMutableBufferPointer { counts in
        // A `while` loop over buffers, since debug builds run this too, on all parameters.
        var position = 0
        while position < values.count {
          // Minus zero becomes zero.
          let value = values[position] + 0
          position &+= 1
          let magnitude = Int(truncatingIfNeeded: value.bitPattern >> 20 & 0x7FF)
          if magnitude >= Self.magnitudes { continue }
          let isNegative = value < 0
          counts[Self.magnitudes &+ (isNegative ? ~magnitude : magnitude)] &+= 1
          let number = Double(value)
          if number < minimum { minimum = number }
          if number > maximum { maximum = number }
          sum += number
          sumOfSquares += number * number
        }
      }
    }
    var end: Int?
    for (index, number) in counts.enumerated() where number > 0 {
      if let end, end < index {
        buckets.append(Bucket(upperLimit: Self.upperLimit(index - 1), count: 0))
      }
      buckets.append(Bucket(upperLimit: Self.upperLimit(index), count: number))
      count += number
      end = index + 1
    }
    if count == 0 { return nil }
  }

  /// The number of buckets of positive floats, whose exponents are 0 to 254; that of infinity and
  /// NaN is 255.
  private static let magnitudes = 255 * 8

  /// The upper limit of a bucket; those of negative values come first.
  private static func upperLimit(_ index: Int) -> Double {
    index < magnitudes ? 0 - edge(magnitudes - 1 - index) : edge(index - magnitudes + 1)
  }

  /// The smallest magnitude of a bucket: the float whose first twelve bits are the given ones.
  private static func edge(_ magnitude: Int) -> Double {
    let (exponent, eighths) = magnitude.quotientAndRemainder(dividingBy: 8)
    // Floats of exponent 0 have no leading 1.
    return Double(
      sign: .plus, exponent: max(exponent, 1) - 130,
      significand: Double(exponent == 0 ? eighths : 8 + eighths))
  }
}
