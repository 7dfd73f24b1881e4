/// Times of the same work, in milliseconds.
struct Samples {
  private let sorted: [Double]

  /// - Parameter milliseconds: one time at least.
  init(_ milliseconds: [Double]) {
    sorted = milliseconds.sorted()
  }

  var minimum: Double { sorted.first ?? .nan }

  var median: Double {
    guard !sorted.isEmpty else { return .nan }
    let middle = sorted.count / 2
    return sorted.count.isMultiple(of: 2)
      ? (sorted[middle - 1] + sorted[middle]) / 2 : sorted[middle]
  }
}

extension Duration {
  var milliseconds: Double { self / .milliseconds(1) }
}
