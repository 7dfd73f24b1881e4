/// An array in a vector file: its elements, how to make them, or a summary to compare with.
///
///     {"shape": [2], "data": [1, "-0.0"]}
///     {"shape": [4, 9], "gen": {"alg": "murmur", "seed": 1, "mod": 17, "off": 8}}
///     {"shape": [4, 9], "check": {"sum": 3, "wsum": 17, "min": -2, "max": 4, "head": [1, 2]}}
package struct VectorArray: Decodable {
  package let shape: [Int]
  private let content: Content

  private enum Content {
    case elements([Double])
    case summary(Summary)
  }

  private struct Generator: Decodable {
    let seed: UInt32
    let mod: UInt32
    let off: Double

    /// Element k is the hash of k, reduced to a small integer.
    func element(_ k: Int) -> Double {
      var hash = UInt32(truncatingIfNeeded: k) &* 0x9E37_79B1 &+ seed &* 0x85EB_CA77
      hash ^= hash >> 16
      hash &*= 0x85EB_CA6B
      hash ^= hash >> 13
      hash &*= 0xC2B2_AE35
      hash ^= hash >> 16
      return Double(hash % mod) - off
    }
  }

  private struct Summary: Decodable {
    let sum: Double
    let wsum: Double
    let min: Double
    let max: Double
    let head: [Double]

    init(_ values: [Double], headCount: Int) {
      sum = values.reduce(0, +)
      wsum = values.enumerated().reduce(0) { $0 + $1.element * Double($1.offset % 251 + 1) }
      min = values.min() ?? 0
      max = values.max() ?? 0
      head = Array(values.prefix(headCount))
    }

    /// Whether sums differ by no more than the rounding of their terms, and elements as allowed.
    func isClose(to other: Summary, magnitudes: Summary, _ relative: Double, _ absolute: Double)
      -> Bool
    {
      let pairs = [(min, other.min), (max, other.max)] + zip(head, other.head)
      return abs(sum - other.sum) <= relative * magnitudes.sum + absolute
        && abs(wsum - other.wsum) <= relative * magnitudes.wsum + absolute
        && pairs.allSatisfy { abs($0 - $1) <= Swift.max(absolute, relative * abs($1)) }
    }
  }

  private enum Key: CodingKey { case shape, data, gen, check }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    shape = try container.decode([Int].self, forKey: .shape)
    if let numbers = try container.decodeIfPresent([VectorNumber].self, forKey: .data) {
      content = .elements(numbers.map(\.value))
    } else if let generator = try container.decodeIfPresent(Generator.self, forKey: .gen) {
      content = .elements((0..<shape.reduce(1, *)).map(generator.element))
    } else {
      content = .summary(try container.decode(Summary.self, forKey: .check))
    }
  }

  /// The elements, or nothing where the file holds a summary.
  package var values: [Double] {
    if case .elements(let elements) = content { elements } else { [] }
  }

  /// How an array differs from this one, or `nil` where it does not.
  ///
  /// An element may be off by `absolute`, or by `relative` times the expected element; the sums of a
  /// summary by `relative` times the sum of magnitudes.
  package func difference(
    from found: [Double], relative: Double = 0, absolute: Double = 0
  ) -> String? {
    guard found.count == shape.reduce(1, *) else {
      return "\(found.count) elements, expected shape \(shape)"
    }
    switch content {
    case .summary(let expected):
      let summary = Summary(found, headCount: expected.head.count)
      let magnitudes = Summary(found.map(abs), headCount: 0)
      return summary.isClose(to: expected, magnitudes: magnitudes, relative, absolute)
        ? nil : "got \(summary), expected \(expected)"
    case .elements(let expected):
      for (index, (found, expected)) in zip(found, expected).enumerated() {
        let isClose = abs(found - expected) <= max(absolute, relative * abs(expected))
        guard found == expected || isClose || (found.isNaN && expected.isNaN) else {
          return "element \(index) is \(found), expected \(expected)"
        }
      }
      return nil
    }
  }
}
