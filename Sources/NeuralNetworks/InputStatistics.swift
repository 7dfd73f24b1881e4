/// The mean and the standard deviation of the training examples, for each channel or feature.
public struct InputStatistics: Sendable, Equatable {
  /// The mean of each channel or feature.
  public let mean: [Float]
  /// The standard deviation of each channel or feature.
  public let standardDeviation: [Float]

  /// Statistics of a training set.
  public init(mean: [Float], standardDeviation: [Float]) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }
}
