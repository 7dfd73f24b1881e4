import Diagnostics
import Frontend

/// Adam with a weight decay that the moments do not see (Loshchilov and Hutter, "Decoupled weight
/// decay regularization", 2019, algorithm 2): `p - rate * (direction + weightDecay * p)`.
public struct AdamW: Optimizer {
  /// The name on the command line.
  public static let name = "adamw"
  /// How far a step goes, and how that changes.
  public var learningRate: LearningRate
  /// The share of the mean that a step keeps.
  public var beta1: Double
  /// The share of the mean square that a step keeps.
  public var beta2: Double
  /// What keeps the quotient finite.
  public var epsilon: Double
  /// The coefficient of the weight decay, which is added to the direction of the step.
  public var weightDecay: Double

  /// The rule with the given numbers; `validate()` checks them.
  public init(
    learningRate: LearningRate = 0.001, beta1: Double = 0.9, beta2: Double = 0.999,
    epsilon: Double = 1e-8, weightDecay: Double = 0.01
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// True: the rule shrinks the weights itself.
  public var isWeightDecayDecoupled: Bool { true }

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
    let step =
      weightDecay > 0 && parameter.isWeight
      ? moments.direction + Scalar(weightDecay) * parameter : moments.direction
    return moments.updates + [Update(parameter, to: parameter - rate * step, at: location)]
  }
}
