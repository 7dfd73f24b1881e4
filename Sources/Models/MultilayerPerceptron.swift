import Frontend
import NeuralNetworks
import RandomNumbers
import Training

/// The multilayer perceptron of the deeplearning.net tutorial (`mlp.py`): a layer of hidden units,
/// tanh unless chosen otherwise, and a softmax.
public struct MultilayerPerceptron: TrainableModel {
  /// The name on the command line.
  public static let name = "mlp"

  /// The tutorial's: up to 1,000 epochs of minibatches of 20 images at a rate of 0.01, and a cost
  /// of 0.0001 times the sum of the squared weights.
  public static var defaults: TrainingOptions {
    TrainingOptions(
      epochs: 1000, batchSize: 20, optimizer: SGD(learningRate: 0.01), l2: 0.0001, seed: 1234,
      wording: .multilayerPerceptron)
  }

  /// The number of hidden units.
  public var hidden: Int
  /// What the hidden units apply to their sums.
  public var activation: Activation

  /// A perceptron with so many hidden units.
  public init(hidden: Int = 500, activation: Activation = .tanh) {
    self.hidden = hidden
    self.activation = activation
  }

  /// The expressions of the network, (N, C, H, W) to (N, classes), its parameters drawn from
  /// `random`.
  ///
  /// - Throws: `ModelError` for images that the layers cannot take, `MemoryError` for too many
  ///   parameters.
  public func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    let layer = try HiddenLayer(
      "hidden", random: &random, input: batch.images.flatten(2), inputs: batch.exampleSize,
      outputs: hidden, activation: activation)
    let output = try LogisticRegression(
      "output", input: layer.output, inputs: hidden, classes: batch.classes)
    return ModelExpressions(output, batch: batch, parameters: layer.parameters)
  }
}
