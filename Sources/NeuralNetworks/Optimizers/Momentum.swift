import Diagnostics
import Frontend

/// Gradient descent with a velocity (Polyak, 1964; Rumelhart, Hinton and Williams, 1986):
///
///     v' = momentum * v - rate * g
///     p' = p + v'
public struct Momentum: Optimizer {
  /// The name on the command line.
  public static let name = "momentum"
  /// How far a step goes, and how that changes.
  public var learningRate: LearningRate
  /// The fraction of the velocity that a step keeps.
  public var momentum: Double
  /// The coefficient of the weight decay, which is added to the gradients of weights.
  public var weightDecay: Double

  /// The rule with the given numbers; `validate()` checks them.
  public init(learningRate: LearningRate = 0.01, momentum: Double = 0.9, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.momentum = momentum
    self.weightDecay = weightDecay
  }

  /// Checks the numbers of the rule.
  ///
  /// - Throws: `OptimizerError`.
  public func validateRule() throws { try OptimizerError.checkShare("momentum", momentum) }

  /// The updates of a parameter and of its velocity.
  ///
  /// - Throws: `ModelError` where there is no memory for what is remembered.
  public func rule<Scalar>(
    _ parameter: Shared<Scalar>, gradient: Tensor<Scalar>, rate: Tensor<Scalar>,
    state: inout OptimizerState<Scalar>, at location: SourceLocation
  ) throws -> [Update] {
    let velocity = try state.zeros("velocity", like: parameter, at: location)
    let newVelocity = Scalar(momentum) * velocity - rate * gradient
    return [
      Update(velocity, to: newVelocity, at: location),
      Update(parameter, to: parameter + newVelocity, at: location),
    ]
  }
}
