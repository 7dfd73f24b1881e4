import Diagnostics
import Frontend

/// What a model computes from a minibatch, and what training changes.
public struct Classifier: Sendable {
  /// What training makes small: a single number.
  public let cost: Tensor<Float>
  /// The probability of each class, (N, classes).
  public let probabilities: Tensor<Float>
  /// The most probable class, (N,). The error rate is the fraction of them that are not the labels.
  public let predictions: Tensor<Int64>
  /// The parameters, in the order in which they are saved.
  public let parameters: [Shared<Float>]
  /// What is saved besides parameters, such as the running statistics of batch normalisation.
  public let statistics: [Shared<Float>]
  /// What a training step replaces besides parameters.
  public let updates: [Update]
  /// The layers, where the network is made of ``Layer``s.
  public let layers: [LayerSummary]
  /// The line that made it.
  package let location: SourceLocation

  /// A classifier of the given expressions over a minibatch of N images.
  public init(
    cost: Tensor<Float>, probabilities: Tensor<Float>, predictions: Tensor<Int64>,
    parameters: [Shared<Float>], statistics: [Shared<Float>] = [], updates: [Update] = [],
    layers: [LayerSummary] = [], file: String = #fileID, line: Int = #line
  ) {
    self.cost = cost
    self.probabilities = probabilities
    self.predictions = predictions
    self.parameters = parameters
    self.statistics = statistics
    self.updates = updates
    self.layers = layers
    location = SourceLocation(file: file, line: line)
  }

  /// A classifier that ends in the tutorials' output layer.
  ///
  /// - Parameters:
  ///   - output: the last layer.
  ///   - batch: the minibatch that it has to get right.
  ///   - parameters: those of the layers before it.
  public init(
    _ output: LogisticRegression<Float>, batch: ImageBatch, parameters: [Shared<Float>],
    file: String = #fileID, line: Int = #line
  ) {
    self.init(
      cost: output.negativeLogLikelihood(batch.labels, file: file, line: line),
      probabilities: output.probabilities, predictions: output.predictions,
      parameters: parameters + output.parameters, file: file, line: line)
  }

  /// What training saves, and prediction reads.
  package var saved: [Shared<Float>] { parameters + statistics }

  /// The cost with penalties on the weights, as the MLP tutorial has it:
  /// `cost + l1 * sum(abs(W)) + l2 * sum(W ** 2)`.
  package func cost(l1: Float, l2: Float) -> Tensor<Float> {
    var cost = cost
    if l1 > 0 { cost = cost + l1 * l1Norm(of: parameters) }
    if l2 > 0 { cost = cost + l2 * squaredL2Norm(of: parameters) }
    return cost
  }
}
