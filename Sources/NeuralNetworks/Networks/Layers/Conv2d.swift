import Frontend
import GraphIR

/// A convolution layer, `activation(conv2d(x, W) + b)`: (N, C, H, W) to (N, filters, OH, OW).
///
/// Filters are not flipped: as in other frameworks, this is what mathematics calls a correlation.
public struct Conv2d: PredefinedLayer {
  var filters: Int
  let kernel: Int
  let padding: ConvolutionPadding
  let stride: Int
  let dilation: Int
  var groups: Int
  let hasBias: Bool
  let sums: WeightedSums
  /// What the layer is called; `conv2d` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - filters: the number of filters, which is that of output channels.
  ///   - kernel: the height and width of a filter.
  ///   - padding: how many zeros are put around the images.
  ///   - stride: how far apart the positions of a filter lie.
  ///   - dilation: how far apart the pixels lie that neighbours in a filter meet.
  ///   - groups: the number of portions that channels are cut into, each for its own filters.
  ///   - bias: whether the layer has a bias; none is needed before a ``BatchNorm``, which takes it
  ///     away again.
  ///   - activation: what is applied to the sums.
  ///   - initializer: what the filters start from: He's numbers for rectified units, otherwise
  ///     Glorot's, unless given. The bias starts from zeros.
  ///   - W: filters (filters, C / groups, kernel, kernel) that the layer shares with others.
  ///   - b: a bias (filters,) that the layer shares with others.
  ///   - convention: which gradient the activation has at a corner, as ReLU has one at 0.
  ///   - name: what the layer is called in names of parameters.
  public init(
    _ filters: Int, kernel: Int, padding: ConvolutionPadding = .valid, stride: Int = 1,
    dilation: Int = 1, groups: Int = 1, bias: Bool = true, activation: Activation = .none,
    initializer: Initializer? = nil, W: Shared<Float>? = nil, b: Shared<Float>? = nil,
    convention: GradientConvention = .common, name: String? = nil
  ) {
    self.filters = filters
    self.kernel = kernel
    self.padding = padding
    self.stride = stride
    self.dilation = dilation
    self.groups = groups
    hasBias = bias
    sums = WeightedSums(
      activation: activation, initializer: initializer, W: W, b: b, convention: convention)
    self.name = name
  }

  /// The activations, (N, filters, OH, OW).
  ///
  /// - Throws: `ModelError` for inputs that are no images, or impossible numbers.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let channels = try context.channels(of: shape)
    for (what, number) in [("the number of filters", filters), ("the kernel's extent", kernel)] {
      guard number >= 1 else { throw context.error(.size(what, number)) }
    }
    guard groups >= 1, channels.isMultiple(of: groups), filters.isMultiple(of: groups) else {
      throw context.error(.groups(groups, channels: channels, filters: filters))
    }
    guard hasBias || sums.b == nil else { throw context.error(.givenBias) }
    // Counts of shapes, which do not overflow: the parameter itself refuses what is too large.
    let fans = (
      inputs: Shape([channels / groups, kernel, kernel]).elementCount,
      outputs: Shape([filters / groups, kernel, kernel]).elementCount
    )
    let weights = try sums.weights(
      [filters, channels / groups, kernel, kernel], fans: fans, in: &context)
    let (file, line) = (context.location.file, context.location.line)
    let convolution = conv2d(
      input, filters: weights, padding: padding, stride: (stride, stride),
      dilation: (dilation, dilation), groups: groups, filterFlip: false, file: file, line: line)
    guard hasBias else { return sums.activations(of: convolution, in: context) }
    let bias = try sums.bias(units: filters, in: &context)
    let perChannel = bias.dimshuffle(nil, 0, nil, nil, file: file, line: line)
    return sums.activations(of: convolution + perChannel, in: context)
  }
}

extension LayerContext {
  /// The number of channels of images (N, C, H, W).
  ///
  /// - Throws: `ModelError` for a tensor that is no images.
  func channels(of shape: Shape) throws -> Int {
    guard shape.rank == 4 else {
      throw error(.input(expected: "(N, channels, height, width)", found: shape, hint: nil))
    }
    return shape[1]
  }
}
