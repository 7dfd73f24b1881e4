import Diagnostics

/// A stream of random numbers, bit for bit that of NumPy's `numpy.random.RandomState`; those of a
/// normal distribution are so but for the last bits of a few.
///
/// NumPy has frozen `RandomState`: a seed gives the same numbers in every release, so a network
/// initialised here starts from the very weights that the same script starts from in Python.
///
/// ```swift
/// var random = try RandomState(seed: 23455)
/// let bound = (6.0 / Double(25 + 125)).squareRoot()
/// let weights = try random.uniform(low: -bound, high: bound, shape: [20, 1, 5, 5])
/// ```
public struct RandomState: Sendable {
  var generator: MersenneTwister
  // The polar method makes normal numbers in pairs; the second waits here for the next call.
  var spareNormal: Double?
  var record: DrawRecord?

  /// The stream that `numpy.random.RandomState(seed)` starts.
  ///
  /// - Throws: ``RandomNumbersError/seedOutOfRange(_:)`` unless the seed lies in `0..<2³²`.
  public init(seed: Int) throws(RandomNumbersError) {
    guard let seed32 = UInt32(exactly: seed) else { throw .seedOutOfRange(seed) }
    generator = MersenneTwister(seed: seed32)
  }

  /// The stream of a seed, which takes note of what it is asked for.
  package static func recording(seed: Int) throws(RandomNumbersError) -> RandomState {
    var random = try RandomState(seed: seed)
    random.record = DrawRecord()
    return random
  }

  /// What a recording stream was asked for, in order, up to the first request that is no draw of
  /// floating-point numbers.
  package var draws: [RandomDraw] { record?.draws ?? [] }

  /// Draws from the uniform distribution over `[0, 1)`; NumPy's `random_sample(count)`.
  ///
  /// - Throws: ``RandomNumbersError/negativeCount(_:)``.
  public mutating func randomSample(count: Int) throws(RandomNumbersError) -> [Double] {
    try Self.check(count: count)
    record?.add(.uniform(low: 0, high: 1, count: count))
    return draw(count) { $0.nextUnit() }
  }

  /// Draws an array of the given sizes, in row-major order, from the uniform distribution over
  /// `[0, 1)`; NumPy's `rand(d0, d1, …)`.
  ///
  /// - Throws: ``RandomNumbersError/invalidShape(_:)``.
  public mutating func rand(_ shape: Int...) throws(RandomNumbersError) -> [Double] {
    let count = try Self.elementCount(of: shape)
    record?.add(.uniform(low: 0, high: 1, count: count))
    return draw(count) { $0.nextUnit() }
  }

  /// Draws from the uniform distribution over `[low, high)`; NumPy's `uniform(low, high, count)`.
  ///
  /// Each value is `low + (high - low) * unit`, rounded after the product and after the sum as
  /// NumPy does. As there, `high` may lie below `low`.
  ///
  /// - Throws: ``RandomNumbersError/unboundedInterval(low:high:)``,
  ///   ``RandomNumbersError/negativeCount(_:)``.
  public mutating func uniform(
    low: Double = 0, high: Double = 1, count: Int
  ) throws(RandomNumbersError) -> [Double] {
    try Self.check(count: count)
    return try drawUniform(low: low, high: high, count: count)
  }

  /// Draws an array of the given shape, in row-major order, from the uniform distribution over
  /// `[low, high)`; NumPy's `uniform(low, high, shape)`.
  ///
  /// - Throws: ``RandomNumbersError/unboundedInterval(low:high:)``,
  ///   ``RandomNumbersError/invalidShape(_:)``.
  public mutating func uniform(
    low: Double = 0, high: Double = 1, shape: [Int]
  ) throws(RandomNumbersError) -> [Double] {
    try drawUniform(low: low, high: high, count: Self.elementCount(of: shape))
  }

  private mutating func drawUniform(
    low: Double, high: Double, count: Int
  ) throws(RandomNumbersError) -> [Double] {
    let range = high - low
    guard range.isFinite else { throw .unboundedInterval(low: low, high: high) }
    record?.add(.uniform(low: low, high: high, count: count))
    return draw(count) { low + range * $0.nextUnit() }
  }

  private mutating func draw(
    _ count: Int, _ value: (inout MersenneTwister) -> Double
  ) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(value(&generator)) }
    return values
  }

  // An array of eight-byte elements holds at most this many; a larger request is a mistake, and
  // the allocation would trap.
  private static let largestCount = Int.max / 16

  static func check(count: Int) throws(RandomNumbersError) {
    guard count >= 0 else { throw .negativeCount(count) }
    guard count <= largestCount else { throw .invalidShape([count]) }
    try checkMemory(count: count)
  }

  private static func elementCount(of shape: [Int]) throws(RandomNumbersError) -> Int {
    var count = 1
    for size in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: size)
      guard size >= 0, !overflow else { throw .invalidShape(shape) }
      count = product
    }
    guard count <= largestCount else { throw .invalidShape(shape) }
    try checkMemory(count: count)
    return count
  }

  private static func checkMemory(count: Int) throws(RandomNumbersError) {
    do {
      try MemoryError.check(count * 8, for: .randomNumbers(count))
    } catch {
      throw .memory(error)
    }
  }
}
