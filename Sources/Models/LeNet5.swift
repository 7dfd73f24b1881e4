import Frontend
import NeuralNetworks
import RandomNumbers
import Training

/// The LeNet of the deeplearning.net tutorial: two layers of 5x5 convolutions and 2x2 max-pooling,
/// 500 hidden units and a softmax (a simplified LeCun et al., 1998).
public struct LeNet5: TrainableModel {
  /// The name on the command line.
  public static let name = "lenet5"

  /// The tutorial's settings and words.
  public static var defaults: TrainingOptions { TrainingOptions(wording: .lenet) }

  /// The number of filters of each convolution.
  public var filters: (Int, Int)

  /// A LeNet with so many filters in its first and in its second convolution.
  public init(filters: (Int, Int) = (20, 50)) {
    self.filters = filters
  }

  /// The expressions of the network, (N, C, H, W) to (N, classes), its parameters drawn from
  /// `random`.
  ///
  /// - Throws: `ModelError` for images that the layers cannot take, `MemoryError` for too many
  ///   parameters.
  public func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    let layer0 = try LeNetConvPoolLayer(
      "layer0", random: &random, input: batch.images,
      filterShape: [filters.0, batch.channels, 5, 5])
    let layer1 = try LeNetConvPoolLayer(
      "layer1", random: &random, input: layer0.output, filterShape: [filters.1, filters.0, 5, 5])
    let features = layer1.output.flatten(2)
    let layer2 = try HiddenLayer(
      "layer2", random: &random, input: features, inputs: features.shape?.extents.last ?? 0,
      outputs: 500)
    let layer3 = try LogisticRegression(
      "layer3", input: layer2.output, inputs: 500, classes: batch.classes)
    return ModelExpressions(
      layer3, batch: batch,
      parameters: layer0.parameters + layer1.parameters + layer2.parameters)
  }
}
