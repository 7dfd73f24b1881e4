import Diagnostics
import Frontend

/// Gradient descent by the gradient over its root mean square (Tieleman and Hinton, 2012, lecture
/// 6.5 of "Neural networks for machine learning"):
///
///     r' = rho * r + (1 - rho) * g ** 2
///     p' = p - rate * g / sqrt(r' + epsilon)
public struct RMSProp: Optimizer {
  /// The name on the command line.
  public static let name = "rmsprop"
  /// How far a step goes, and how that changes.
  public var learningRate: LearningRate
  /// The share of the mean square that a step keeps.
  public var rho: Double
  /// What keeps the quotient finite.
  public var epsilon: Double
  /// The coefficient of the weight decay, which is added to the gradients of weights.
  public var weightDecay: Double

  /// The rule with the given numbers; `validate()` checks them.
  public init(
    learningRate: LearningRate = 0.001, rho: Double = 0.9, epsilon: Double = 1e-6,
    weightDecay: Double = 0
  ) {
    self.learningRate = learningRate
    self.rho = rho
    self.epsilon = epsilon
    self.weightDecay = weightDecay
  }

  /// Checks the numbers of the rule.
  ///
  /// - Throws: `OptimizerError`.
  public func validateRule() throws {
    try OptimizerError.checkShare("rho", rho)
    try OptimizerError.checkEpsilon(epsilon)
  }

  /// The updates of a parameter and of its mean square.
  ///
  /// - Throws: `ModelError` where there is no memory for what is remembered.
  public func rule<Scalar>(
    _ parameter: Shared<Scalar>, gradient: Tensor<Scalar>, rate: Tensor<Scalar>,
    state: inout OptimizerState<Scalar>, at location: SourceLocation
  ) throws -> [Update] {
    let meanSquare = try state.zeros("mean_square", like: parameter, at: location)
    let newMeanSquare =
      Scalar(rho) * meanSquare + Scalar(1 - rho) * gradient * gradient
    let root = (newMeanSquare + Scalar(epsilon)).sqrt(file: location.file, line: location.line)
    return [
      Update(meanSquare, to: newMeanSquare, at: location),
      Update(parameter, to: parameter - rate * gradient / root, at: location),
    ]
  }
}
