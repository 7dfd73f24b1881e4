import Diagnostics
import Frontend

/// Stochastic gradient descent: `p - rate * g`, as in every deeplearning.net tutorial.
public struct SGD: Optimizer {
  /// The name on the command line.
  public static let name = "sgd"
  /// How far a step goes, and how that changes.
  public var learningRate: LearningRate
  /// The coefficient of the weight decay, which is added to the gradients of weights.
  public var weightDecay: Double

  /// The rule with the given numbers; `validate()` checks them.
  public init(learningRate: LearningRate = 0.1, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  /// Nothing: the rule has no numbers of its own.
  public func validateRule() {}

  /// The update of a parameter; nothing is remembered.
  public func rule<Scalar>(
    _ parameter: Shared<Scalar>, gradient: Tensor<Scalar>, rate: Tensor<Scalar>,
    state: inout OptimizerState<Scalar>, at location: SourceLocation
  ) -> [Update] {
    [Update(parameter, to: parameter - rate * gradient, at: location)]
  }
}
