import Frontend
import GraphIR
import NeuralNetworks
import RandomNumbers
import Training

/// LeNet-5 as it was published (LeCun, Bottou, Bengio and Haffner, "Gradient-based learning applied
/// to document recognition", 1998, II.B): 60,000 parameters, of which each layer's are the paper's.
///
///     input  1@32x32   white at -0.1 and black at 1.175
///     C1     6@28x28   convolution of 5x5, 156 parameters
///     S2     6@14x14   subsampling by sums of 2x2, 12
///     C3     16@10x10  convolution of 5x5 by a table of 60 connections, 1,516
///     S4     16@5x5    subsampling, 32
///     C5     120@1x1   convolution of 5x5 over everything, 48,120
///     F6     84        fully connected, 10,164
///     output 10        distances from the bitmaps of the digits
///
/// Where the paper trains by a stochastic Levenberg-Marquardt method, which gives each parameter a
/// rate of its own from second derivatives, this trains by gradient descent with momentum.
public struct LeNet5Of1998: TrainableModel {
  /// The name on the command line.
  public static let name = "lenet5-1998"

  /// What training makes small.
  public enum Loss: String, Sendable, CaseIterable {
    /// The distance from the right digit alone, formula 8.
    case mse
    /// The same with a push away from the wrong ones, formula 9.
    case map
  }

  /// The settings of the tutorial's LeNet, with smaller minibatches and other steps.
  public static var defaults: TrainingOptions {
    TrainingOptions(
      epochs: 20, batchSize: 20, optimizer: Momentum(learningRate: 0.001, momentum: 0.9),
      wording: .lenet)
  }

  /// What the 84 features of each digit are to be, (10, 84): its bitmap of 7x12 pixels, row after
  /// row, 1 for ink and -1 for paper (figure 3).
  public static let codes = DigitBitmaps.codes

  /// The input maps of each map of C3 (the paper's table I).
  public static let connections = [
    [0, 1, 2], [1, 2, 3], [2, 3, 4], [3, 4, 5], [0, 4, 5], [0, 1, 5], [0, 1, 2, 3], [1, 2, 3, 4],
    [2, 3, 4, 5], [0, 3, 4, 5], [0, 1, 4, 5], [0, 1, 2, 5], [0, 1, 3, 4], [1, 2, 4, 5],
    [0, 2, 3, 5], [0, 1, 2, 3, 4, 5],
  ]

  private static let extent = 32
  // The brightest pixel is 255 / 256 and white paper 0.
  private static let (white, black, brightest): (Float, Float, Float) = (-0.1, 1.175, 255.0 / 256)

  /// What training makes small.
  public var loss: Loss

  /// A LeNet-5 that is trained with the given loss.
  public init(loss: Loss = .map) {
    self.loss = loss
  }

  /// Images (N, 1, H, W) of pixels from 0 to 255 / 256 as the network sees them, (N, 1, 32, 32): in
  /// the middle, white at -0.1 and black at 1.175.
  public static func input(_ images: Tensor<Float>) -> Tensor<Float> {
    let margins = (images.shape?.extents.suffix(2) ?? []).map { extent - $0 }
    let padding = [0, 0] + margins
    let padded = images.padded(padding.map { ($0 / 2, $0 - $0 / 2) })
    return (padded * ((black - white) / brightest) + white).named("input")
  }

  /// - Throws: `ProgramError` for images that are not grey or are larger than 32x32, or classes
  ///   other than ten.
  public func expressions(_ batch: Batch, random: inout RandomState) throws -> ModelExpressions {
    guard batch.channels == 1, batch.height <= Self.extent, batch.width <= Self.extent,
      batch.classes == 10
    else {
      throw ProgramError.images(
        model: Self.name, shape: [batch.channels, batch.height, batch.width],
        classes: batch.classes, expected: "1 channel of at most 32x32 pixels and 10 classes")
    }
    let c1 = try ConvolutionLayer(
      "C1", random: &random, input: Self.input(batch.images), inputMaps: 1, outputMaps: 6,
      extent: 5)
    let s2 = try SubsamplingLayer("S2", random: &random, input: c1.output, maps: 6)
    let c3 = try ConvolutionLayer(
      "C3", random: &random, input: s2.output, inputMaps: 6, outputMaps: 16,
      connections: Self.connections, extent: 5)
    let s4 = try SubsamplingLayer("S4", random: &random, input: c3.output, maps: 16)
    let c5 = try ConvolutionLayer(
      "C5", random: &random, input: s4.output, inputMaps: 16, outputMaps: 120, extent: 5)
    let features = DigitBitmaps.pixels
    let weights = try random.uniform(fanIn: 120, shape: [120, features]).map { Float($0) }
    let f6 = try HiddenLayer(
      "F6", random: &random, input: c5.output.flatten(2), inputs: 120,
      outputs: features, W: Shared("F6.W", NDArray(shape: [120, features], scalars: weights)),
      activation: .squash)
    let output = RadialBasisLayer(
      "output", input: f6.output, centers: try NDArray(shape: [10, features], scalars: Self.codes))
    let cost =
      switch loss {
      case .mse: output.meanSquaredError(batch.labels)
      case .map: output.maximumAPosteriori(batch.labels)
      }
    return ModelExpressions(
      cost: cost, probabilities: output.probabilities, predictions: output.predictions,
      parameters: c1.parameters + s2.parameters + c3.parameters + s4.parameters + c5.parameters
        + f6.parameters)
  }
}
