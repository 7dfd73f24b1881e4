/// The mean and the deviation of the training examples, of each channel of images or of each feature.
public struct InputStatistics: Sendable, Equatable {
  /// The mean of each channel or feature.
  public let mean: [Float]
  /// The standard deviation of each channel or feature.
  public let deviation: [Float]

  /// Statistics as they were computed from the training set.
  public init(mean: [Float], deviation: [Float]) {
    self.mean = mean
    self.deviation = deviation
  }
}
