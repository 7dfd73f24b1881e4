import Diagnostics
import GraphIR

/// One function of the generated C.
public struct Kernel: Sendable {
  /// What the function does; each case holds every number that its C needs.
  public enum Body: Sendable {
    case loop(LoopNest)
    case custom(CustomKernel)
    case reduction(ReductionKernel)
    case wholeSum(WholeSum)
    case channelSum(ChannelSumKernel)
    case argmax(ArgmaxKernel)
    case layoutConversion(LayoutConversion)
    case matrixProduct(MatrixProduct)
    case softmax(RowKernel)
    case softmaxGradient(RowKernel)
    case logSoftmax(RowKernel)
    case take(IndexKernel)
    case scatterAdd(IndexKernel)
    case gather(LabelKernel)
    case scatter(LabelKernel)
    case pooling(PoolingKernel)
    case unfold(Unfolding)
    case fold(Unfolding)
    case convolution(ConvolutionKernel)
    case convolutionInputGradient(ConvolutionInputGradientKernel)
    case convolutionFilterGradient(ConvolutionFilterGradientKernel)
    case winogradConvolution(WinogradConvolutionKernel)
    case winogradInputGradient(WinogradInputGradientKernel)
    case winogradFilterGradient(WinogradFilterGradientKernel)
    case rowTiledConvolution(RowTiledConvolutionKernel)
    case rowTiledFilterGradient(RowTiledFilterGradientKernel)
  }

  /// The name of the function, made from the user's names.
  public let name: String
  /// What it computes, in words.
  public let summary: String
  public let body: Body
  /// The buffers that it reads, as numbers in the schedule.
  public let operands: [Int]
  /// The buffers that it writes; those that only the kernel itself reads come last.
  public let results: [Int]
  /// The line of the user's program that it comes from.
  public let location: SourceLocation
  /// The node of the graph that it computes, unless it only moves values to where they are wanted.
  public var node: Int?
  /// The bytes that each thread needs for itself while it runs the kernel.
  public var scratchByteCount = 0

  /// Whether the function can find that the call fails.
  public var canFail: Bool {
    switch body {
    case .take, .scatterAdd, .gather, .scatter: true
    default: false
    }
  }

  /// Work on fewer elements than this is not worth waking other threads for.
  static let serialElementLimit = 4096

  /// Products of fewer terms than this are not worth it either.
  static let serialTermLimit = 32_768

  /// Whether one thread does all the work while the others wait.
  public var isSerial: Bool {
    switch body {
    case .loop(let nest):
      nest.extents.reduce(1, *) < Self.serialElementLimit
    case .reduction(let reduction):
      !reduction.isDownColumns
        && (reduction.kept.isEmpty
          || (reduction.kept + reduction.reduced).map(\.extent).reduce(1, *) < Self.serialElementLimit)
    case .matrixProduct(let product):
      product.tiling != nil && product.termCount < Self.serialTermLimit
    default:
      false
    }
  }
}
