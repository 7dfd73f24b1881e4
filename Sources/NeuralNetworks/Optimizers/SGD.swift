import Diagnostics
import Frontend

/// Stochastic gradient descent: `p - rate * g`, as in every deeplearning.net tutorial.
public struct SGD: Optimizer {
  public static let name = "sgd"
  public var learningRate: LearningRate
  public var weightDecay: Double

  public init(learningRate: LearningRate = 0.1, weightDecay: Double = 0) {
    self.learningRate = learningRate
    self.weightDecay = weightDecay
  }

  public func validateRule() {}

  public func rule<Scalar>(
    _ parameter: Shared<Scalar>, gradient: Tensor<Scalar>, rate: Tensor<Scalar>,
    state: inout OptimizerState<Scalar>, at location: SourceLocation
  ) -> [Update] {
    [Update(parameter, to: parameter - rate * gradient, at: location)]
  }
}
