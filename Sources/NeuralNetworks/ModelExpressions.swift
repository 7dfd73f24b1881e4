import Diagnostics
import Frontend

/// What a model computes from a minibatch, and what training changes.
public struct ModelExpressions: Sendable {
  /// What a model says about the examples of a minibatch.
  public enum Prediction: Sendable {
    /// The probability of each class, (N, classes), and the most probable one, (N,).
    case classes(probabilities: Tensor<Float>, best: Tensor<Int64>)
    /// Numbers, (N, count).
    case numbers(Tensor<Float>)
  }

  /// What training makes small: a single number.
  public let cost: Tensor<Float>
  /// What the model says about the examples.
  public let prediction: Prediction
  /// The parameters, in the order in which they are saved.
  public let parameters: [Shared<Float>]
  /// What is saved besides parameters, such as the running statistics of batch normalisation.
  public let statistics: [Shared<Float>]
  /// What a training step replaces besides parameters.
  public let updates: [Update]
  /// The layers, where the network is made of ``Layer``s.
  public let layers: [LayerSummary]
  /// The line that made them.
  package let location: SourceLocation

  /// The expressions of a model that tells classes apart, over a minibatch of N examples.
  public init(
    cost: Tensor<Float>, probabilities: Tensor<Float>, predictions: Tensor<Int64>,
    parameters: [Shared<Float>], statistics: [Shared<Float>] = [], updates: [Update] = [],
    layers: [LayerSummary] = [], file: String = #fileID, line: Int = #line
  ) {
    self.init(
      cost: cost, prediction: .classes(probabilities: probabilities, best: predictions),
      parameters: parameters, statistics: statistics, updates: updates, layers: layers, file: file,
      line: line)
  }

  /// The expressions of a model, over a minibatch of N examples.
  public init(
    cost: Tensor<Float>, prediction: Prediction, parameters: [Shared<Float>],
    statistics: [Shared<Float>] = [], updates: [Update] = [], layers: [LayerSummary] = [],
    file: String = #fileID, line: Int = #line
  ) {
    self.cost = cost
    self.prediction = prediction
    self.parameters = parameters
    self.statistics = statistics
    self.updates = updates
    self.layers = layers
    location = SourceLocation(file: file, line: line)
  }

  /// The expressions of a model that ends in the tutorials' output layer.
  ///
  /// - Parameters:
  ///   - output: the last layer.
  ///   - batch: the minibatch that it has to get right.
  ///   - parameters: those of the layers before it.
  public init(
    _ output: LogisticRegression<Float>, batch: Batch, parameters: [Shared<Float>],
    file: String = #fileID, line: Int = #line
  ) {
    self.init(
      cost: output.negativeLogLikelihood(batch.labels, file: file, line: line),
      probabilities: output.probabilities, predictions: output.predictions,
      parameters: parameters + output.parameters, file: file, line: line)
  }

  /// The probability of each class, (N, classes). Where the model says numbers it is a mistake,
  /// which is thrown when a function is made of it.
  public var probabilities: Tensor<Float> {
    switch prediction {
    case .classes(let probabilities, _): probabilities
    case .numbers(let numbers): Tensor(noClasses(numbers.expression))
    }
  }

  /// The most probable class, (N,). Where the model says numbers it is a mistake, which is thrown
  /// when a function is made of it.
  public var predictions: Tensor<Int64> {
    switch prediction {
    case .classes(_, let best): best
    case .numbers(let numbers): Tensor(noClasses(numbers.expression))
    }
  }

  private func noClasses(_ numbers: Expression) -> Expression {
    Expression(
      mistake: "\(NetworkError.targets(expected: "classes", found: "numbers"))", [numbers],
      at: location)
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
