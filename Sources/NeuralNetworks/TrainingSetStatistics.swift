/// The statistics of a training set, which are computed when a layer needs them.
public struct TrainingSetStatistics: Sendable {
  /// The mean and the standard deviation of each channel or feature, for ``Normalize``.
  public let inputs: @Sendable () throws -> Standardization
  /// The principal components of the examples, for ``Whiten``.
  public let components: @Sendable () throws -> PrincipalComponents
  /// The mean and the standard deviation of each target, for ``LinearRegression``; `nil` if the
  /// targets are classes.
  public let targets: @Sendable () throws -> Standardization?

  /// Statistics that are computed by the given functions.
  public init(
    inputs: @escaping @Sendable () throws -> Standardization,
    components: @escaping @Sendable () throws -> PrincipalComponents,
    targets: @escaping @Sendable () throws -> Standardization? = { nil }
  ) {
    self.inputs = inputs
    self.components = components
    self.targets = targets
  }
}
