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
    let weights = try context.parameter(
      "W", shape: shape, from: initializer ?? activation.initializer, fans: fans, given: W)
    return (weights, try context.parameter("b", shape: [units], from: .zeros, given: b))
  }

  /// The activations of the sums.
  func activations(of sums: Tensor<Float>, in context: LayerContext) -> Tensor<Float> {
    activation.applied(
      to: sums, convention, file: context.location.file, line: context.location.line)
  }
}
