import Frontend
import GraphIR

/// A convolution of each channel by itself: (N, C, H, W) to (N, C * multiplier, OH, OW).
public struct DepthwiseConv2d: PredefinedLayer {
  let multiplier: Int
  /// The convolution, whose filters and groups the channels decide.
  private let convolution: Conv2d
  /// What the layer is called; `depthwiseConv2d` and a number unless given.
  public let name: String?

  /// - Parameters:
  ///   - kernel: the height and width of a filter.
  ///   - multiplier: the number of filters of each channel.
  ///   - padding: how many zeros are put around the images.
  ///   - stride: how far apart the positions of a filter lie.
  ///   - bias: whether the layer has a bias, as ``Conv2d`` has it.
  ///   - activation: what is applied to the sums.
  ///   - initializer: what the filters start from; as ``Conv2d`` has it unless given.
  ///   - convention: which gradient the activation has at a corner, as ReLU has one at 0.
  ///   - name: what the layer is called in names of parameters.
  public init(
    kernel: Int, multiplier: Int = 1, padding: ConvolutionPadding = .valid, stride: Int = 1,
    bias: Bool = true, activation: Activation = .none, initializer: Initializer? = nil,
    convention: GradientConvention = .common, name: String? = nil
  ) {
    self.multiplier = multiplier
    convolution = Conv2d(
      multiplier, kernel: kernel, padding: padding, stride: stride, bias: bias,
      activation: activation, initializer: initializer, convention: convention)
    self.name = name
  }

  /// The activations, (N, C * multiplier, OH, OW).
  ///
  /// - Throws: `ModelError` for inputs that are no images, or impossible numbers.
  public func output(
    of input: Tensor<Float>, in context: inout LayerContext
  ) throws -> Tensor<Float> {
    guard let shape = input.shape else { return input }
    let channels = try context.channels(of: shape)
    let (product, overflows) = channels.multipliedReportingOverflow(by: multiplier)
    // Of the most filters that there could be, the parameter says that they are too many.
    var convolution = convolution
    convolution.filters = overflows ? Int.max / channels * channels : product
    convolution.groups = channels
    return try convolution.output(of: input, in: &context)
  }
}
