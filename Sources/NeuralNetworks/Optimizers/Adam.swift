import Diagnostics
import Frontend

/// Adam: gradient descent by the mean gradient over its root mean square, both corrected for having
/// begun at zero (Kingma and Ba, 2015): `p - rate * direction`.
public struct Adam: Optimizer {
  /// The name on the command line.
  public static let name = "adam"
  /// How far a step goes, and how that changes.
  public var learningRate: LearningRate
  /// The share of the mean that a step keeps.
  public var beta1: Double
  /// The share of the mean square that a step keeps.
  public var beta2: Double
  /// What keeps the quotient finite.
  public var epsilon: Double
  /// The coefficient of the weight decay, which is added to the gradients of weights.
  public var weightDecay: Double

  /// The rule with the given numbers; `validate()` checks them.
  public init(
    learningRate: LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Checks the numbers of the rule.
  ///
  /// - Throws: `OptimizerError`.
  public func validateRule() throws {
    try OptimizerError.checkShare("beta1", beta1)
    try OptimizerError.checkShare("beta2", beta2)
    try OptimizerError.checkEpsilon(epsilon)
  }

  /// The updates of a parameter and of its two moments.
  ///
  /// - Throws: `ModelError` where there is no memory for what is remembered.
  public func rule<Scalar>(
    _ parameter: Shared<Scalar>, gradient: Tensor<Scalar>, rate: Tensor<Scalar>,
    state: inout OptimizerState<Scalar>, at location: SourceLocation
  ) throws -> [Update] {
    let moments = try AdaptiveMoments(
      of: parameter, gradient: gradient, beta1: beta1, beta2: beta2, epsilon: epsilon,
      state: &state, at: location)
    return moments.updates
      + [Update(parameter, to: parameter - rate * moments.direction, at: location)]
  }
}
