import Frontend

/// Feature vectors of whatever comes in: (N, …) to (N, features).
public struct Flatten: PredefinedLayer {
  /// A layer that makes feature vectors.
  public init() {}

  /// The features, (N, features).
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    input.flatten(2, file: context.location.file, line: context.location.line)
  }
}
