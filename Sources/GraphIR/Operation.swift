/// What a node computes.
///
/// Shapes are written with axis names: N images, C and K channels in and out, H and W positions,
/// R and S filter rows and columns, M classes.
public enum Operation: Sendable, Hashable {
  // Sources.

  /// An argument of the function, counted from 0.
  case input(Int, TensorType)
  /// A shared value, counted from 0.
  case shared(Int, TensorType)
  /// A value known when the graph is built.
  case constant(Literal)
  /// The position of each element in row-major order, as Int64.
  case iota(Shape)

  // Element by element.

  /// A chain of functions over operands that broadcast to the given shape.
  case elementwise(ScalarProgram, Shape)

  /// An operation that is defined in one place, its kernel included.
  case custom(AnyCustomOperation)

  // Moving elements.

  /// The same elements in row-major order under another shape.
  case reshape(Shape)
  /// Axes in another order; `nil` is a new axis of extent 1, and an axis of extent 1 may be left
  /// out.
  case dimshuffle([Int?])
  /// `count` rows (axis 0) of the first operand, from the row that the second (an integer) names.
  case sliceRows(count: Int)
  /// The part of a tensor that lies at regular positions.
  case slice(Slicing)
  /// Zeros of the given shape but for the operand, which lies at regular positions: what padding
  /// and the gradient of a slice are.
  case place(Slicing, Shape)
  /// `count` tensors one after the other along an axis.
  case concatenate(axis: Int, count: Int)
  /// Rows (axis 0) of the first operand by number: (R, …) and integers (I, …) give (I, …, …).
  /// Negative numbers count from the end, as in NumPy.
  ///
  /// The first `batchAxes` of both operands number tables that are taken from one by one: with one
  /// such axis, (N, R, …) and (N, I, …) give (N, I, …, …).
  case take(batchAxes: Int = 0)
  /// The transpose of `take`: zeros (R, …) to which row i of the first operand is added at the row
  /// that number i says. Numbers that are there several times accumulate, in order.
  case scatterAdd(rows: Int, batchAxes: Int = 0)
  /// Element `labels[n]` of each row n: (N, M) and integer (N,) give (N,).
  case gatherByLabel
  /// Zeros but for element `labels[n]` of row n: (N,) and integer (N,) give (N, M).
  case scatterByLabel(classes: Int)

  // Many elements into few.

  /// All elements along some axes in one, which keep extent 1 where asked.
  case reduce(Reduction, axes: [Int], keepsDimensions: Bool)
  /// The position of the first largest element along the axis, as Int64.
  case argmax(axis: Int)
  /// The sum of each plane of (N, C, H, W), and the sum of the squares of what its elements differ
  /// by from their mean: two results (N, C).
  case planeMoments
  /// The sum of what all processes have, each the sum over its shard of a minibatch. Of one process
  /// it is the operand.
  case allReduce

  // Linear algebra.

  /// The product of two matrices, each of them transposed first where asked. Axes before the last
  /// two number the matrices of a batch.
  case dot(transposesLeft: Bool, transposesRight: Bool)

  // Networks.

  /// `exp(x) / sum(exp(x))` over the last axis of (N, M).
  case softmax
  /// From softmax's result p and the gradient g at it: `p * (g - sum(g * p))`.
  case softmaxGradient
  /// `log(softmax(x))`, finite for every finite x.
  case logSoftmax
  /// The convolution of an input (N, C, H, W) by filters (K, C / groups, R, S): (N, K, OH, OW).
  case conv2d(Convolution)
  /// From the filters and the gradient at the output: the gradient at the input, which has the
  /// given shape.
  case conv2dInputGradient(Convolution, inputShape: Shape)
  /// From the input and the gradient at the output: the gradient at the filters, which have the
  /// given shape.
  case conv2dFilterGradient(Convolution, filterShape: Shape)
  /// The windows over the last two axes: (…, H, W) to (…, PH, PW).
  case pool2d(Pooling)
  /// From the gradient at the sums or averages: the gradient at the input, which has the given
  /// shape.
  case pool2dGradient(Pooling, inputShape: Shape)
  /// From the input, the maxima and the gradient at them: the positions of a window that equal its
  /// maximum get all of its gradient.
  case maxPool2dGradient(Pooling)
  /// From the input, the maxima and values in the input's shape: for each window the sum of the
  /// values where its maxima are. It is the transpose of `maxPool2dGradient`.
  case maxPool2dMaskedSum(Pooling)

  // What the fusion of convolution blocks makes.

  /// A convolution with pooling, bias and activation.
  case convolutionBlock(ConvolutionBlock)
  /// From the filters, the gradient at what is pooled (N, K, PH, PW) and, for maxima, their mask:
  /// the gradient at the input, which has the given shape.
  case convolutionBlockInputGradient(Convolution, Pooling, inputShape: Shape)
  /// From the input, the gradient at what is pooled and, for maxima, their mask: the gradient at
  /// the filters, which have the given shape.
  case convolutionBlockFilterGradient(Convolution, Pooling, filterShape: Shape)
  /// From the gradient at the maxima and their mask: the gradient at a bias (K,) that was added
  /// before the maximum was taken, to each position in the mask.
  case convolutionBlockBiasGradient
}

extension Operation {
  /// One element-wise function over operands that broadcast to the given shape.
  public static func elementwise(_ function: ElementwiseFunction, _ shape: Shape) -> Operation {
    .elementwise(ScalarProgram(function), shape)
  }

  /// The name in errors and in the text of a graph.
  public var name: String {
    switch self {
    case .input: "input"
    case .shared: "shared"
    case .constant: "constant"
    case .iota: "iota"
    case .custom(let custom): custom.operation.name
    case .elementwise(let program, _):
      program.steps.count == 1 ? program.steps[0].function.name : "elementwise"
    case .reshape: "reshape"
    case .dimshuffle: "dimshuffle"
    case .sliceRows: "sliceRows"
    case .slice: "slice"
    case .place: "place"
    case .concatenate: "concatenate"
    case .take: "take"
    case .scatterAdd: "scatterAdd"
    case .gatherByLabel: "gatherByLabel"
    case .scatterByLabel: "scatterByLabel"
    case .reduce(let reduction, _, _): reduction.rawValue
    case .argmax: "argmax"
    case .planeMoments: "planeMoments"
    case .allReduce: "allReduce"
    case .dot: "dot"
    case .softmax: "softmax"
    case .softmaxGradient: "softmaxGradient"
    case .logSoftmax: "logSoftmax"
    case .conv2d: "conv2d"
    case .conv2dInputGradient: "conv2dInputGradient"
    case .conv2dFilterGradient: "conv2dFilterGradient"
    case .pool2d(let pooling): pooling.mode.operationName
    case .pool2dGradient(let pooling, _): "\(pooling.mode.operationName)Gradient"
    case .maxPool2dGradient: "maxPool2dGradient"
    case .maxPool2dMaskedSum: "maxPool2dMaskedSum"
    case .convolutionBlock: "convolutionBlock"
    case .convolutionBlockInputGradient: "convolutionBlockInputGradient"
    case .convolutionBlockFilterGradient: "convolutionBlockFilterGradient"
    case .convolutionBlockBiasGradient: "convolutionBlockBiasGradient"
    }
  }

  /// Whether the operation brings a value into the graph rather than computing one.
  public var isSource: Bool {
    switch self {
    case .input, .shared, .constant: true
    default: false
    }
  }
}

extension Pooling.Mode {
  /// The name of a pooling of this mode.
  public var operationName: String {
    switch self {
    case .max: "maxPool2d"
    case .sum: "sumPool2d"
    case .averageIncludingPadding, .averageExcludingPadding: "averagePool2d"
    }
  }
}
