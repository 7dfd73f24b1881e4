import Frontend

/// A function from tensors to tensors as a layer.
///
///     Lambda { $0 * $0.sigmoid() }
public struct Lambda: Layer {
  let function: @Sendable (Tensor<Float>) throws -> Tensor<Float>

  /// A layer that computes the function.
  public init(_ function: @escaping @Sendable (Tensor<Float>) throws -> Tensor<Float>) {
    self.function = function
  }

  /// The function of the input.
  ///
  /// - Throws: what the function throws.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    try function(input)
  }
}
