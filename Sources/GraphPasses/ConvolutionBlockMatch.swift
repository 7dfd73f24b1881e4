import GraphIR

/// A convolution and what follows, that one kernel can compute, with the gradients that go back
/// through its max-pool mask.
struct ConvolutionBlockMatch {
  /// A gradient at the convolution's input, filters, or a bias that was added before the maximum
  /// was taken.
  struct Gradient {
    /// The `conv2dInputGradient`, the `conv2dFilterGradient` or the sum over images and positions.
    let node: Int
    /// The gradient at the maxima.
    let atMaxima: Value
  }

  /// The convolution, the pooling, the addition of the bias and the activation, as far as they are
  /// part of the block.
  private(set) var nodes: [Int]
  /// The node that computes what the activation is taken of, where something else reads it too.
  private(set) var sums: Int?
  /// The input, the filters and, if there is one, the bias.
  private(set) var operands: [Value]
  let gradients: [Gradient]
  private let convolution: Convolution
  private var pooling: Pooling?
  private var activation: ElementwiseFunction?

  init(_ convolution: Convolution, at node: Int, operands: [Value]) {
    self.init(
      nodes: [node], convolution: convolution, pooling: nil, operands: operands, gradients: [])
  }

  private init(
    nodes: [Int], convolution: Convolution, pooling: Pooling?, operands: [Value],
    gradients: [Gradient]
  ) {
    self.nodes = nodes
    self.convolution = convolution
    self.pooling = pooling
    self.operands = operands
    self.gradients = gradients
  }

  /// The same with a pooling.
  func pooled(_ pooling: Pooling, at node: Int, gradients: [Gradient]) -> ConvolutionBlockMatch {
    ConvolutionBlockMatch(
      nodes: nodes + [node], convolution: convolution, pooling: pooling, operands: operands,
      gradients: gradients)
  }

  mutating func append(bias: Value, addedBy node: Int) {
    nodes.append(node)
    operands.append(bias)
  }

  mutating func append(_ activation: ElementwiseFunction, at node: Int, keepingSums: Bool) {
    if keepingSums { sums = nodes.last }
    nodes.append(node)
    self.activation = activation
  }

  var block: ConvolutionBlock {
    ConvolutionBlock(
      convolution: convolution, pooling: pooling, hasBias: operands.count == 3,
      activation: activation, keepsMask: !gradients.isEmpty, keepsSums: sums != nil)
  }

  /// The last of the nodes.
  var last: Int { nodes[nodes.count - 1] }
}
