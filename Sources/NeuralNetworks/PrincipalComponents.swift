/// The principal components of the training examples: the directions in which they vary most.
public struct PrincipalComponents: Sendable, Equatable {
  /// The mean of each value of an example, (values,).
  public let mean: [Float]
  /// The variance of the examples along each component, descending.
  public let variances: [Double]
  /// The components, each a vector (values,) of length 1, in the order of their variances.
  public let vectors: [[Double]]

  /// Components of a training set.
  public init(mean: [Float], variances: [Double], vectors: [[Double]]) {
    self.mean = mean
    self.variances = variances
    self.vectors = vectors
  }
}
