import Frontend
import NeuralNetworks
import RandomNumbers
import Training

/// The softmax regression of the deeplearning.net tutorial (`logistic_sgd.py`): one linear layer
/// from the pixels to the classes, which starts from zeros.
public struct SoftmaxRegression: TrainableModel {
  /// The name on the command line.
  public static let name = "softmax"

  /// The tutorial's: up to 1,000 epochs of minibatches of 600 images at a rate of 0.13. It
  /// validates and tests with the first 9,600 images of 10,000.
  public static var defaults: TrainingOptions {
    TrainingOptions(
      epochs: 1000, batchSize: 600, optimizer: SGD(learningRate: 0.13),
      earlyStopping: EarlyStopping.Settings(patience: 5000), wording: .logisticRegression,
      tutorialBatchSize: 600)
  }

  /// The regression; its size is that of the images.
  public init() {}

  /// The expressions of the regression, (N, C, H, W) to (N, classes); its parameters start as
  /// zeros.
  ///
  /// - Throws: `ModelError` for images that the layer cannot take.
  public func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    let output = try LogisticRegression(
      "softmax", input: batch.images.flatten(2), inputs: batch.exampleSize, classes: batch.classes)
    return ModelExpressions(output, batch: batch, parameters: [])
  }
}
