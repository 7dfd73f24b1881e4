import Frontend
import GraphIR

/// Batch normalisation: each channel, or each feature, with the mean 0 and the variance 1 over the
/// minibatch, times a gain, plus a bias (Ioffe and Szegedy, 2015).
///
/// Training uses the statistics of the minibatch and keeps running ones, which evaluation uses.
/// They are saved with the parameters.
public struct BatchNorm: PredefinedLayer {
  let momentum: Float
  let epsilon: Float
  /// What the layer is called; `batchNorm` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - momentum: the share of a minibatch in the running statistics, as in PyTorch.
  ///   - epsilon: what is added to a variance before its root is taken.
  ///   - name: what the layer is called in names of parameters.
  public init(momentum: Float = 0.1, epsilon: Float = 1e-5, name: String? = nil) {
    self.momentum = momentum
    self.epsilon = epsilon
    self.name = name
  }

  /// The normalised tensor, in the input's shape.
  ///
  /// - Throws: `ModelError` for inputs that are neither images nor feature vectors.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    guard shape.rank == 2 || shape.rank == 4 else {
      throw context.error(
        .input(
          expected: "(N, features) or (N, channels, height, width)", found: shape, hint: nil))
    }
    guard momentum >= 0, momentum <= 1 else {
      throw context.error(.number("the momentum", Double(momentum), expected: "0 to 1"))
    }
    guard epsilon > 0, epsilon.isFinite else {
      throw context.error(
        .number("the epsilon", Double(epsilon), expected: "a finite number above 0"))
    }
    let axes = shape.rank == 2 ? [0] : [0, 2, 3]
    let features: Shape = [shape[1]]
    let (file, line) = (context.location.file, context.location.line)
    func spread(_ tensor: some TensorConvertible<Float>) -> Tensor<Float> {
      tensor.dimshuffle(shape.rank == 2 ? [nil, 0] : [nil, 0, nil, nil], file: file, line: line)
    }
    let gain = try context.parameter("gain", shape: features, from: .ones)
    let bias = try context.parameter("bias", shape: features, from: .zeros)
    let mean = input.mean(axes: axes, file: file, line: line).named("\(context.path).batchMean")
    let centered = (input - spread(mean)).named("\(context.path).centered")
    let variance = centered.squared().mean(axes: axes, file: file, line: line)
      .named("\(context.path).batchVariance")
    // What a minibatch shows of the variance of all examples, without the bias of its own mean.
    let count = Float(axes.map { shape[$0] }.reduce(1, *))
    let unbiased = count > 1 ? variance * (count / (count - 1)) : variance
    let runningMean = try context.statistic("mean", shape: features, from: .zeros) {
      $0 * (1 - momentum) + mean * momentum
    }
    let runningVariance = try context.statistic("variance", shape: features, from: .ones) {
      $0 * (1 - momentum) + unbiased * momentum
    }
    let center = inTraining(mean, else: runningMean, file: file, line: line)
    let spreadOut = inTraining(variance, else: runningVariance, file: file, line: line)
    let scale = gain / (spreadOut + epsilon).sqrt(file: file, line: line)
    return (input - spread(center)) * spread(scale) + spread(bias)
  }
}
