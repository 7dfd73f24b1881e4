import CMathematics

extension RandomState {
  /// Draws from the normal distribution; NumPy's `normal(mean, standardDeviation, count)`.
  ///
  /// - Throws: ``RandomNumbersError/negativeStandardDeviation(_:)``, for `-0.0` too, as NumPy
  ///   refuses it; ``RandomNumbersError/negativeCount(_:)``.
  public mutating func normal(
    mean: Double = 0, standardDeviation: Double = 1, count: Int
  ) throws(RandomNumbersError) -> [Double] {
    guard standardDeviation.isNaN || standardDeviation.sign == .plus else {
      throw .negativeStandardDeviation(standardDeviation)
    }
    try Self.check(count: count)
    record?.add(.normal(mean: mean, standardDeviation: standardDeviation, count: count))
    return drawNormal(count).map { mean + standardDeviation * $0 }
  }

  /// Draws from the normal distribution with mean 0 and standard deviation 1; NumPy's
  /// `standard_normal(count)`.
  ///
  /// - Throws: ``RandomNumbersError/negativeCount(_:)``.
  public mutating func standardNormal(count: Int) throws(RandomNumbersError) -> [Double] {
    try Self.check(count: count)
    record?.add(.normal(mean: 0, standardDeviation: 1, count: count))
    return drawNormal(count)
  }

  private mutating func drawNormal(_ count: Int) -> [Double] {
    var values: [Double] = []
    values.reserveCapacity(count)
    for _ in 0..<count { values.append(nextNormal()) }
    return values
  }

  /// Marsaglia's polar method: a point in the unit disc gives two normal numbers, and the one of
  /// its second coordinate is handed out first. NumPy takes the C library's `log`, which on some systems
  /// has another last bit for one number in a thousand.
  private mutating func nextNormal() -> Double {
    if let spare = spareNormal {
      spareNormal = nil
      return spare
    }
    while true {
      let x = 2 * generator.nextUnit() - 1
      let y = 2 * generator.nextUnit() - 1
      let squaredRadius = x * x + y * y
      guard squaredRadius < 1, squaredRadius != 0 else { continue }
      let factor = (-2 * croton_rounded_log_double(squaredRadius) / squaredRadius).squareRoot()
      spareNormal = factor * x
      return factor * y
    }
  }
}
