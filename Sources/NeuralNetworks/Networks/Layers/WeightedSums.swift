import Frontend
import GraphIR

/// The options of layers of weighted sums: weights and a bias, new or given, and the activation.
struct WeightedSums: Sendable {
  let activation: Activation
  let initializer: Initializer?
  let W: Shared<Float>?
  let b: Shared<Float>?
  let convention: GradientConvention

  /// The weights, and the bias of the units.
  ///
  /// - Throws: `ModelError` where a given one has another shape, or there is no memory.
  func parameters(
    weights shape: Shape, units: Int, fans: (inputs: Int, outputs: Int),
    in context: inout LayerContext
  ) throws -> (weights: Shared<Float>, bias: Shared<Float>) {
    (try weights(shape, fans: fans, in: &context), try bias(units: units, in: &context))
  }

  /// The weights alone.
  ///
  /// - Throws: as ``parameters(weights:units:fans:in:)`` does.
  func weights(
    _ shape: Shape, fans: (inputs: Int, outputs: Int), in context: inout LayerContext
  ) throws -> Shared<Float> {
    try context.parameter(
      "W", shape: shape, from: initializer ?? activation.initializer, fans: fans, given: W)
  }

  /// The bias alone.
  ///
  /// - Throws: as ``parameters(weights:units:fans:in:)`` does.
  func bias(units: Int, in context: inout LayerContext) throws -> Shared<Float> {
    try context.parameter("b", shape: [units], from: .zeros, given: b)
  }

  /// The activations of the sums.
  func activations(of sums: Tensor<Float>, in context: LayerContext) -> Tensor<Float> {
    activation.applied(
      to: sums, convention, file: context.location.file, line: context.location.line)
  }
}
