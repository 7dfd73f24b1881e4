import NeuralNetworks
import Training

/// A network for MNIST that gets 99 % of the test set right after a few seconds of training.
public struct FastMNIST: TrainableModel {
  /// The name on the command line.
  public static let name = "fast-mnist"

  /// Adam for three epochs, in which its rate falls to zero along a cosine.
  public static var defaults: TrainingOptions {
    TrainingOptions(
      epochs: 3, batchSize: 128, optimizer: Adam(learningRate: LearningRate(0.004, .cosine())),
      shuffles: true)
  }

  /// The network.
  public init() {}

  /// The layers, from the images to the head.
  public var network: some Network {
    Conv2d(16, kernel: 5, activation: .relu)
    MaxPool2d(2)
    Conv2d(32, kernel: 5, activation: .relu)
    MaxPool2d(2)
    Flatten()
    Dropout(0.2)
    Dense(96, activation: .relu)
    SoftmaxClassifier()
  }
}
