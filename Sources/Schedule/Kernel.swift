import Diagnostics
import GraphIR

/// One function of the generated C: what it does, and the buffers that it is called with.
package struct Kernel: Sendable {
  /// What the function does; each case holds every number that its C needs.
  package enum Body: Sendable {
    case loop(LoopNest)
    case joinedLoops(JoinedLoops)
    case custom(CustomKernel)
    case reduction(ReductionKernel)
    case fullReduction(FullReduction)
    case channelSum(ChannelSumKernel)
    case planeMoments(PlaneMomentsKernel)
    case argmax(ArgmaxKernel)
    case allReduce(AllReduceKernel)
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
    case convolutionGradients(ConvolutionGradientsKernel)
    case winogradConvolution(WinogradConvolutionKernel)
    case winogradInputGradient(WinogradInputGradientKernel)
    case winogradFilterGradient(WinogradFilterGradientKernel)
    case rowTiledConvolution(RowTiledConvolutionKernel)
    case rowTiledFilterGradient(RowTiledFilterGradientKernel)
  }

  /// The name of the function, made from the user's names.
  package let name: String
  package let body: Body
  /// The buffers, in the order of the function's parameters.
  package let arguments: [Argument]
  /// The line of the user's program that it comes from.
  package let location: SourceLocation
  /// The nodes of the graph that it computes, in order; none if it only moves values to where they
  /// are read.
  package let nodes: [Int]

  package init(
    name: String, body: Body, arguments: [Argument], location: SourceLocation,
    nodes: [Int] = []
  ) {
    self.name = name
    self.body = body
    self.arguments = arguments
    self.location = location
    self.nodes = nodes
  }

  /// The same under another name, or of other buffers.
  package func replacing(name: String? = nil, arguments: [Argument]? = nil) -> Kernel {
    Kernel(
      name: name ?? self.name, body: body, arguments: arguments ?? self.arguments,
      location: location, nodes: nodes)
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

/// What a stage makes of a kernel, whatever its kind: the compiler asks each visitor for every
/// kind.
package protocol KernelVisitor {
  associatedtype Result

  func visit(_ kernel: LoopNest) -> Result
  func visit(_ kernel: JoinedLoops) -> Result
  func visit(_ kernel: CustomKernel) -> Result
  func visit(_ kernel: ReductionKernel) -> Result
  func visit(_ kernel: FullReduction) -> Result
  func visit(_ kernel: ChannelSumKernel) -> Result
  func visit(_ kernel: PlaneMomentsKernel) -> Result
  func visit(_ kernel: ArgmaxKernel) -> Result
  func visit(_ kernel: AllReduceKernel) -> Result
  func visit(_ kernel: LayoutConversion) -> Result
  func visit(_ kernel: MatrixProduct) -> Result
  func visit(_ kernel: SoftmaxKernel) -> Result
  func visit(_ kernel: IndexKernel) -> Result
  func visit(_ kernel: LabelKernel) -> Result
  func visit(_ kernel: PoolingKernel) -> Result
  func visit(_ kernel: PatchKernel) -> Result
  func visit(_ kernel: ConvolutionKernel) -> Result
  func visit(_ kernel: ConvolutionInputGradientKernel) -> Result
  func visit(_ kernel: ConvolutionFilterGradientKernel) -> Result
  func visit(_ kernel: ConvolutionGradientsKernel) -> Result
  func visit(_ kernel: WinogradConvolutionKernel) -> Result
  func visit(_ kernel: WinogradInputGradientKernel) -> Result
  func visit(_ kernel: WinogradFilterGradientKernel) -> Result
  func visit(_ kernel: RowTiledConvolutionKernel) -> Result
  func visit(_ kernel: RowTiledFilterGradientKernel) -> Result
}

extension Kernel.Body {
  /// What a visitor makes of the kernel: the one switch over all kinds.
  package func accept<Visitor: KernelVisitor>(_ visitor: Visitor) -> Visitor.Result {
    switch self {
    case .loop(let kernel): visitor.visit(kernel)
    case .joinedLoops(let kernel): visitor.visit(kernel)
    case .custom(let kernel): visitor.visit(kernel)
    case .reduction(let kernel): visitor.visit(kernel)
    case .fullReduction(let kernel): visitor.visit(kernel)
    case .channelSum(let kernel): visitor.visit(kernel)
    case .planeMoments(let kernel): visitor.visit(kernel)
    case .argmax(let kernel): visitor.visit(kernel)
    case .allReduce(let kernel): visitor.visit(kernel)
    case .layoutConversion(let kernel): visitor.visit(kernel)
    case .matrixProduct(let kernel): visitor.visit(kernel)
    case .softmax(let kernel): visitor.visit(kernel)
    case .index(let kernel): visitor.visit(kernel)
    case .label(let kernel): visitor.visit(kernel)
    case .pooling(let kernel): visitor.visit(kernel)
    case .patches(let kernel): visitor.visit(kernel)
    case .convolution(let kernel): visitor.visit(kernel)
    case .convolutionInputGradient(let kernel): visitor.visit(kernel)
    case .convolutionFilterGradient(let kernel): visitor.visit(kernel)
    case .convolutionGradients(let kernel): visitor.visit(kernel)
    case .winogradConvolution(let kernel): visitor.visit(kernel)
    case .winogradInputGradient(let kernel): visitor.visit(kernel)
    case .winogradFilterGradient(let kernel): visitor.visit(kernel)
    case .rowTiledConvolution(let kernel): visitor.visit(kernel)
    case .rowTiledFilterGradient(let kernel): visitor.visit(kernel)
    }
  }

  /// What all kernels have in common.
  package var traits: any KernelTraits { accept(TraitsVisitor()) }

  /// The name of the kind of kernel, in the text of a schedule.
  package var name: String { type(of: traits).kind.rawValue }
}

private struct TraitsVisitor: KernelVisitor {
  typealias Result = any KernelTraits

  func visit(_ kernel: some KernelTraits) -> any KernelTraits { kernel }
}

extension Kernel {
  /// The kinds of kernels, under their names in the text of a schedule.
  package enum Kind: String, Sendable {
    case loop
    case joinedLoops
    case custom
    case reduction
    case fullReduction
    case channelSum
    case planeMoments
    case argmax
    case allReduce
    case layoutConversion
    case matrixProduct
    case softmax
    case index
    case label
    case pooling
    case patches
    case convolution
    case convolutionInputGradient
    case convolutionFilterGradient
    case convolutionGradients
    case winogradConvolution
    case winogradInputGradient
    case winogradFilterGradient
    case rowTiledConvolution
    case rowTiledFilterGradient

    /// A kernel of the kind from its numbers, as they stand after the name.
    fileprivate func body(from text: inout TextScanner) throws(TextError) -> Body {
      switch self {
      case .loop: .loop(try text.value())
      case .joinedLoops: .joinedLoops(try text.value())
      case .custom: .custom(try text.value())
      case .reduction: .reduction(try text.value())
      case .fullReduction: .fullReduction(try text.value())
      case .channelSum: .channelSum(try text.value())
      case .planeMoments: .planeMoments(try text.value())
      case .argmax: .argmax(try text.value())
      case .allReduce: .allReduce(try text.value())
      case .layoutConversion: .layoutConversion(try text.value())
      case .matrixProduct: .matrixProduct(try text.value())
      case .softmax: .softmax(try text.value())
      case .index: .index(try text.value())
      case .label: .label(try text.value())
      case .pooling: .pooling(try text.value())
      case .patches: .patches(try text.value())
      case .convolution: .convolution(try text.value())
      case .convolutionInputGradient: .convolutionInputGradient(try text.value())
      case .convolutionFilterGradient: .convolutionFilterGradient(try text.value())
      case .convolutionGradients: .convolutionGradients(try text.value())
      case .winogradConvolution: .winogradConvolution(try text.value())
      case .winogradInputGradient: .winogradInputGradient(try text.value())
      case .winogradFilterGradient: .winogradFilterGradient(try text.value())
      case .rowTiledConvolution: .rowTiledConvolution(try text.value())
      case .rowTiledFilterGradient: .rowTiledFilterGradient(try text.value())
      }
    }
  }
}

extension Kernel.Body: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    let mark = text.mark()
    let name = try text.word("a kernel")
    guard let kind = Kernel.Kind(rawValue: name) else {
      throw text.error("there is no kernel '\(name)'", at: mark)
    }
    self = try kind.body(from: &text)
  }
}
