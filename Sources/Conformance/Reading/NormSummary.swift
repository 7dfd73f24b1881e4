/// A large array in summary: norms, sums, extremes and a few elements.
struct NormSummary: Sendable {
  private let sum: Double
  private let wsum: Double
  private let l1: Double
  private let l2: Double
  private let min: Double
  private let max: Double
  /// Positions and the elements there.
  private let samples: [(position: Int, value: Double)]

  private enum Key: CodingKey { case sum, wsum, l1, l2, min, max, samples }

  init(from decoder: any Decoder, count: Int) throws {
    let container = try decoder.container(keyedBy: Key.self)
    sum = try container.decode(Double.self, forKey: .sum)
    wsum = try container.decode(Double.self, forKey: .wsum)
    l1 = try container.decode(Double.self, forKey: .l1)
    l2 = try container.decode(Double.self, forKey: .l2)
    min = try container.decode(Double.self, forKey: .min)
    max = try container.decode(Double.self, forKey: .max)
    samples = try container.decode([[Double]].self, forKey: .samples).map { sample in
      guard sample.count == 2, let position = Int(exactly: sample[0]),
        (0..<count).contains(position)
      else {
        throw DecodingError.dataCorruptedError(
          forKey: .samples, in: container,
          debugDescription: "expected pairs of a position below \(count) and the element there")
      }
      return (position, sample[1])
    }
  }

  func difference(from found: [Double], _ comparison: Comparison) -> String? {
    let relative = comparison.tolerance.relative
    // Elements whose exact value is 0 are left as noise. What is summed up so is well below 1: half
    // a unit in the last place of 1 for each.
    let rounding = comparison.tolerance.isExact ? 0 : comparison.precision.epsilon / 2
    let noise = rounding * Double(found.count)
    let element = comparison.tolerance.samples * Swift.max(abs(min), abs(max)) + rounding
    let length = found.reduce(0) { $0 + $1 * $1 }.squareRoot()
    let numbers: [(name: String, found: Double, expected: Double, slack: Double)] = [
      ("l1", found.reduce(0) { $0 + abs($1) }, l1, relative * l1 + noise),
      ("l2", length, l2, relative * l2 + rounding * Double(found.count).squareRoot()),
      ("sum", found.reduce(0, +), sum, relative * l1 + noise),
      ("wsum", weightedSum(found), wsum, 251 * (relative * l1 + noise)),
      ("min", found.min() ?? 0, min, element),
      ("max", found.max() ?? 0, max, element),
    ]
    let elements = samples.map { sample in
      ("element \(sample.position)", found[sample.position], sample.value, element)
    }
    return (numbers + elements).lazy.compactMap { name, found, expected, slack in
      comparison.difference(name, found, expected, slack: slack)
    }.first
  }
}
