import Frontend
import GraphIR

/// The convolution and pooling layer of the LeNet tutorial, `activation(maxPool(conv2d(x, W)) +
/// b)`: (N, C, H, W) to (N, filters, (H - kernel + 1) / pool, (W - kernel + 1) / pool).
///
/// As in the tutorial, filters are flipped, initial filters are uniform within
/// `sqrt(6 / (inputs + outputs / pool²))`, and gradients are Theano's. With the same seed, these
/// layers make the network of ``LeNet5``:
///
///     var network: some Network {
///       ConvPool2d(20, kernel: 5)
///       ConvPool2d(50, kernel: 5)
///       Flatten()
///       Dense(500, activation: .tanh)
///       SoftmaxClassifier(initializer: .zeros)
///     }
public struct ConvPool2d: PredefinedLayer {
  let filters: Int
  let kernel: Int
  let pool: Int
  let sums: WeightedSums
  /// What the layer is called; `convPool2d` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - filters: the number of filters, which is that of output channels.
  ///   - kernel: the height and width of a filter.
  ///   - pool: the height and width of a pooling window; 1 for no pooling.
  ///   - activation: what is applied to the maxima and the bias.
  ///   - initializer: what the filters start from: He's numbers for rectified units, otherwise
  ///     Glorot's, unless given. The bias starts from zeros.
  ///   - W: filters (filters, C, kernel, kernel) that the layer shares with others.
  ///   - b: a bias (filters,) that the layer shares with others.
  ///   - convention: which gradient the layer has at a corner: which of a window's equal maxima get
  ///     it, and which one ReLU has at 0.
  ///   - name: what the layer is called in names of parameters.
  public init(
    _ filters: Int, kernel: Int, pool: Int = 2, activation: Activation = .tanh,
    initializer: Initializer? = nil, W: Shared<Float>? = nil, b: Shared<Float>? = nil,
    convention: GradientConvention = .theano, name: String? = nil
  ) {
    self.filters = filters
    self.kernel = kernel
    self.pool = pool
    sums = WeightedSums(
      activation: activation, initializer: initializer, W: W, b: b, convention: convention)
    self.name = name
  }

  /// The activations, (N, filters, PH, PW).
  ///
  /// - Throws: `ModelError` for inputs that are no images, or impossible numbers.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let channels = try context.channels(of: shape)
    for (what, number) in [
      ("the number of filters", filters), ("the kernel's extent", kernel),
      ("the pooling window's extent", pool),
    ] {
      guard number >= 1 else { throw context.error(.size(what, number)) }
    }
    let fans = (
      inputs: Shape([channels, kernel, kernel]).elementCount,
      outputs: Shape([filters, kernel, kernel]).elementCount / pool / pool
    )
    let (weights, bias) = try sums.parameters(
      weights: [filters, channels, kernel, kernel], units: filters, fans: fans, in: &context)
    let (file, line) = (context.location.file, context.location.line)
    let convolution = conv2d(input, filters: weights, file: file, line: line)
    let maxima =
      pool == 1
      ? convolution
      : convolution.pool2d((pool, pool), ties: sums.convention.ties, file: file, line: line)
    let perChannel = bias.dimshuffle(nil, 0, nil, nil, file: file, line: line)
    return sums.activations(of: maxima + perChannel, in: context)
  }
}
