/// The statistics of a training set, which are computed when a layer needs them.
public struct TrainingSetStatistics: Sendable {
  /// The mean and the standard deviation of each channel or feature, for ``Normalize``.
  public let inputs: @Sendable () throws -> InputStatistics
  /// The principal components of the examples, for ``Whiten``.
  public let components: @Sendable () throws -> PrincipalComponents

  /// Statistics that are computed by the given functions.
  public init(
    inputs: @escaping @Sendable () throws -> InputStatistics,
    components: @escaping @Sendable () throws -> PrincipalComponents
  ) {
    self.inputs = inputs
    self.components = components
  }
}
