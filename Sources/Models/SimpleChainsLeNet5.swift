import NeuralNetworks
import Training

/// LeNet-5 as the documentation of SimpleChains.jl trains it on MNIST, to be timed as it is there:
/// ten epochs of Adam at 0.0003 in minibatches of 2,048.
public struct SimpleChainsLeNet5: TrainableModel {
  /// The name on the command line.
  public static let name = "simplechains-lenet5"

  /// Adam for ten epochs, each in another order.
  public static var defaults: TrainingOptions {
    TrainingOptions(
      epochs: 10, batchSize: 2048, optimizer: Adam(learningRate: 0.0003), shuffles: true)
  }

  /// The network.
  public init() {}

  /// The layers, from the images to the head.
  public var network: some Network {
    Conv2d(6, kernel: 5, activation: .relu)
    MaxPool2d(2)
    Conv2d(16, kernel: 5, activation: .relu)
    MaxPool2d(2)
    Flatten()
    Dense(120, activation: .relu)
    Dense(84, activation: .relu)
    SoftmaxClassifier()
  }
}
