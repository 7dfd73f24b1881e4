/// A convolution with what follows it, computed in one kernel: `activation(pool(conv) + bias)`,
/// where each of the three may be missing.
///
/// Operands are the input (N, C, H, W), the filters (K, C, R, S) and, where there is a bias, the
/// bias in any shape of K elements along its axis K. Results are the activations
/// (N, K, PH, PW) and, if the max-pool mask is kept, one bit for each position of a window: whether
/// the raw convolution equals the window's maximum there. All tied positions have their bit set,
/// since Theano gives each of them the whole gradient, or only the first where the pooling says so.
/// If sums are kept, the last result is what the activation is taken of.
public struct ConvolutionBlock: Sendable, Hashable {
  package let convolution: Convolution
  package let pooling: Pooling?
  package let hasBias: Bool
  package let activation: ElementwiseFunction?
  package let keepsMask: Bool
  package let keepsSums: Bool

  package init(
    convolution: Convolution, pooling: Pooling? = nil, hasBias: Bool = false,
    activation: ElementwiseFunction? = nil, keepsMask: Bool = false, keepsSums: Bool = false
  ) {
    self.convolution = convolution
    self.pooling = pooling
    self.hasBias = hasBias
    self.activation = activation
    self.keepsMask = keepsMask
    self.keepsSums = keepsSums
  }
}
