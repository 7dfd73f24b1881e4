/// What standardises values to mean 0 and deviation 1: the mean and the standard deviation over the
/// training examples, for each channel, feature or target.
public struct Standardization: Sendable, Equatable {
  /// The mean of each channel, feature or target.
  public let mean: [Float]
  /// The standard deviation of each channel, feature or target.
  public let standardDeviation: [Float]

  /// The standardisation by statistics of a training set.
  public init(mean: [Float], standardDeviation: [Float]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// What changes nothing: mean 0 and deviation 1.
  static func identity(count: Int) -> Standardization {
    Standardization(
      mean: [Float](repeating: 0, count: count),
      standardDeviation: [Float](repeating: 1, count: count))
  }

  /// The deviations to divide by: 1 for what is constant.
  var scale: [Float] { standardDeviation.map { $0 > 0 ? $0 : 1 } }
}
