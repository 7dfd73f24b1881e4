import Diagnostics
import GraphIR

/// One function of the generated C: what it does, and the buffers that it is called with.
package struct Kernel: Sendable {
  /// What the function does; each case holds every number that its C needs.
  package enum Body: Sendable {
    case loop(LoopNest)
    case custom(CustomKernel)
    case reduction(ReductionKernel)
    case fullReduction(FullReduction)
    case channelSum(ChannelSumKernel)
    case argmax(ArgmaxKernel)
    case layoutConversion(LayoutConversion)
    case matrixProduct(MatrixProduct)
    case softmax(SoftmaxKernel)
    case index(IndexKernel)
    case label(LabelKernel)
    case pooling(PoolingKernel)
    case patches(PatchKernel)
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
  package let name: String
  /// What it computes, in words.
  package let summary: String
  package let body: Body
  /// The buffers, in the order of the function's parameters.
  package let arguments: [Argument]
  /// The line of the user's program that it comes from.
  package let location: SourceLocation
  /// The node of the graph that it computes, unless it only moves values to where they are wanted.
  package let node: Int?

  package init(
    name: String, summary: String, body: Body, arguments: [Argument], location: SourceLocation,
    node: Int? = nil
  ) {
    self.name = name
    self.summary = summary
    self.body = body
    self.arguments = arguments
    self.location = location
    self.node = node
  }

  /// The argument with a role, if the kernel has it.
  package func argument(_ role: Argument.Role) -> Argument? {
    arguments.first { $0.role == role }
  }

  /// The buffers that the kernel reads.
  package var reads: [Int] { arguments.filter { $0.access == .read }.map(\.buffer) }

  /// The buffers that the kernel writes, its workspace included.
  package var writes: [Int] { arguments.filter { $0.access != .read }.map(\.buffer) }
}

extension Kernel.Body {
  /// What all kernels have in common.
  package var traits: any KernelTraits {
    switch self {
    case .loop(let kernel): kernel
    case .custom(let kernel): kernel
    case .reduction(let kernel): kernel
    case .fullReduction(let kernel): kernel
    case .channelSum(let kernel): kernel
    case .argmax(let kernel): kernel
    case .layoutConversion(let kernel): kernel
    case .matrixProduct(let kernel): kernel
    case .softmax(let kernel): kernel
    case .index(let kernel): kernel
    case .label(let kernel): kernel
    case .pooling(let kernel): kernel
    case .patches(let kernel): kernel
    case .convolution(let kernel): kernel
    case .convolutionInputGradient(let kernel): kernel
    case .convolutionFilterGradient(let kernel): kernel
    case .winogradConvolution(let kernel): kernel
    case .winogradInputGradient(let kernel): kernel
    case .winogradFilterGradient(let kernel): kernel
    case .rowTiledConvolution(let kernel): kernel
    case .rowTiledFilterGradient(let kernel): kernel
    }
  }
}

extension Kernel.Body: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let mark = text.mark()
    let name = try text.word("a kernel")
    switch name {
    case "loop": self = .loop(try text.value())
    case "custom": self = .custom(try text.value())
    case "reduction": self = .reduction(try text.value())
    case "fullReduction": self = .fullReduction(try text.value())
    case "channelSum": self = .channelSum(try text.value())
    case "argmax": self = .argmax(try text.value())
    case "layoutConversion": self = .layoutConversion(try text.value())
    case "matrixProduct": self = .matrixProduct(try text.value())
    case "softmax": self = .softmax(try text.value())
    case "index": self = .index(try text.value())
    case "label": self = .label(try text.value())
    case "pooling": self = .pooling(try text.value())
    case "patches": self = .patches(try text.value())
    case "convolution": self = .convolution(try text.value())
    case "convolutionInputGradient": self = .convolutionInputGradient(try text.value())
    case "convolutionFilterGradient": self = .convolutionFilterGradient(try text.value())
    case "winogradConvolution": self = .winogradConvolution(try text.value())
    case "winogradInputGradient": self = .winogradInputGradient(try text.value())
    case "winogradFilterGradient": self = .winogradFilterGradient(try text.value())
    case "rowTiledConvolution": self = .rowTiledConvolution(try text.value())
    case "rowTiledFilterGradient": self = .rowTiledFilterGradient(try text.value())
    default: throw text.error("there is no kernel '\(name)'", at: mark)
    }
  }
}
