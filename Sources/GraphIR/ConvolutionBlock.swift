/// A convolution with what follows it, computed in one kernel: `activation(maxPool(conv) + bias)`.
///
/// Operands are the input (N, C, H, W), the filters (K, C, R, S) and, where there is a bias, the
/// bias in any shape of K elements along its axis K. Results are the activations
/// (N, K, PH, PW) and, if winners are kept, one bit for each position of a window: whether the raw
/// convolution equals the window's maximum there. All tied positions have their bit set, since
/// Theano gives each of them the whole gradient.
public struct ConvolutionBlock: Sendable, Hashable {
  public let convolution: Convolution
  public let pooling: Pooling
  public let hasBias: Bool
  public let activation: ElementwiseFunction?
  public let keepsWinners: Bool

  public init(
    convolution: Convolution, pooling: Pooling, hasBias: Bool = false,
    activation: ElementwiseFunction? = nil, keepsWinners: Bool = false
  ) {
    self.convolution = convolution
    self.pooling = pooling
    self.hasBias = hasBias
    self.activation = activation
    self.keepsWinners = keepsWinners
  }
}
