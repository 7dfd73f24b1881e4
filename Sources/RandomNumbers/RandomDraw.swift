/// A request that a stream of random numbers has answered: enough to answer it again elsewhere.
package enum RandomDraw: Hashable, Sendable {
  /// Numbers of the uniform distribution over `[low, high)`.
  case uniform(low: Double, high: Double, count: Int)
  /// Numbers of the normal distribution.
  case normal(mean: Double, standardDeviation: Double, count: Int)

  /// How many numbers were drawn.
  package var count: Int {
    switch self {
    case .uniform(_, _, let count), .normal(_, _, let count): count
    }
  }

  /// Answers the request from a stream.
  ///
  /// - Throws: what the stream throws.
  package func numbers(from random: inout RandomState) throws(RandomNumbersError) -> [Double] {
    switch self {
    case .uniform(let low, let high, let count):
      try random.uniform(low: low, high: high, count: count)
    case .normal(let mean, let deviation, let count):
      try random.normal(mean: mean, standardDeviation: deviation, count: count)
    }
  }
}

/// The requests that a stream has answered since its beginning.
struct DrawRecord: Sendable {
  private(set) var draws: [RandomDraw] = []
  private var isClosed = false

  /// Takes note of a request.
  mutating func add(_ draw: RandomDraw) {
    if !isClosed { draws.append(draw) }
  }

  /// Takes note of a request of another kind: what follows cannot be repeated by these alone.
  mutating func close() { isClosed = true }
}
