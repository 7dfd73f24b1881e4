import GraphIR
import GraphPasses
import Schedule

extension Choice {
  /// How many times as much images innermost have to cost for patches to be cut.
  private static let leastGain = 1.5

  /// The choice for a convolution or one of its gradients.
  ///
  /// - Parameter way: the name of the way that is taken, if there is one of that name; otherwise
  ///   it is the cheapest.
  init?(
    convolution node: Node, in graph: Graph, target: Target, _ optimization: Optimization,
    way: String? = nil
  ) {
    func geometry(
      _ convolution: Convolution, input: TensorType, filters: Shape
    ) -> ConvolutionGeometry {
      ConvolutionGeometry(
        convolution, input: input.shape, filters: filters, elementType: input.elementType,
        target: target, shard: graph.shard)
    }
    func forward(_ block: ConvolutionBlock) -> Choice {
      let (input, filters) = (node.operands[0], node.operands[1])
      return Choice(
        geometry(
          block.convolution, input: graph.type(of: input), filters: graph.type(of: filters).shape),
        block, target: target, optimization, way: way)
    }
    func inputGradient(
      _ convolution: Convolution, _ gradient: OutputGradient, _ input: Shape
    ) -> Choice {
      Choice(
        inputGradient: geometry(
          convolution, input: TensorType(node.types[0].elementType, input),
          filters: graph.type(of: node.operands[0]).shape), gradient, target: target, optimization,
        way: way)
    }
    func filterGradient(
      _ convolution: Convolution, _ gradient: OutputGradient, _ filters: Shape
    ) -> Choice {
      Choice(
        filterGradient: geometry(
          convolution, input: graph.type(of: node.operands[0]), filters: filters), gradient,
        target: target, optimization, way: way)
    }
    switch node.operation {
    case .conv2d(let convolution): self = forward(ConvolutionBlock(convolution: convolution))
    case .convolutionBlock(let block): self = forward(block)
    case .conv2dInputGradient(let convolution, let input):
      self = inputGradient(convolution, .dense, input)
    case .convolutionBlockInputGradient(let convolution, let pooling, let input):
      self = inputGradient(convolution, .pooled(pooling), input)
    case .conv2dFilterGradient(let convolution, let filters):
      self = filterGradient(convolution, .dense, filters)
    case .convolutionBlockFilterGradient(let convolution, let pooling, let filters):
      self = filterGradient(convolution, .pooled(pooling), filters)
    default: return nil
    }
  }

  /// The choice for a convolution, alone or fused.
  init(
    _ geometry: ConvolutionGeometry, _ block: ConvolutionBlock, target: Target,
    _ optimization: Optimization = .full, way: String? = nil
  ) {
    let costed = ConvolutionAlgorithm.candidates(
      .output, geometry, window: block.pooling?.window ?? [1, 1], isExact: target.isExact,
      optimization)
    var candidates = costed.map(\.candidate)
    var reason: Reason?
    let cheapest = costed.taken(way)
    let isNamed = way == cheapest.candidate.name
    if optimization.contains(.cutPatches),
      let patches = Unfolding.cheapest(geometry, block, target: target)
    {
      candidates.append(Candidate(name: Self.patches, cycles: patches.cycles))
      if patches.cycles < cheapest.cycles { reason = .littleGain }
      let isCheaper = patches.cycles * Self.leastGain < cheapest.cycles
      if way == Self.patches || isCheaper && !isNamed {
        let kernel = ConvolutionKernel(patches.geometry, block: block, target: target)
        self.init(.patches(kernel, patches.unfolding), candidates: candidates)
        return
      }
    }
    let body: Kernel.Body =
      switch cheapest.algorithm {
      case .direct: .convolution(ConvolutionKernel(geometry, block: block, target: target))
      case .winograd(let tiling):
        .winogradConvolution(WinogradConvolutionKernel(tiling, block: block, target: target))
      case .rows(let tiling):
        .rowTiledConvolution(RowTiledConvolutionKernel(tiling, block: block, target: target))
      }
    self.init(.convolution(body, cheapest.algorithm), candidates: candidates, reason: reason)
  }

  private init(
    inputGradient geometry: ConvolutionGeometry, _ gradient: OutputGradient, target: Target,
    _ optimization: Optimization, way: String?
  ) {
    let costed = ConvolutionAlgorithm.candidates(
      .inputGradient, geometry, window: gradient.window, isExact: target.isExact, optimization)
    let algorithm = costed.taken(way).algorithm
    let body: Kernel.Body =
      switch algorithm {
      case .direct, .rows:
        .convolutionInputGradient(
          ConvolutionInputGradientKernel(geometry, gradient: gradient, target: target))
      case .winograd(let tiling):
        .winogradInputGradient(
          WinogradInputGradientKernel(tiling, gradient: gradient, target: target))
      }
    self.init(.convolution(body, algorithm), candidates: costed.map(\.candidate))
  }

  private init(
    filterGradient geometry: ConvolutionGeometry, _ gradient: OutputGradient, target: Target,
    _ optimization: Optimization, way: String?
  ) {
    let costed = ConvolutionAlgorithm.candidates(
      .filterGradient, geometry, window: gradient.window, isExact: target.isExact, optimization)
    let algorithm = costed.taken(way).algorithm
    let body: Kernel.Body =
      switch algorithm {
      case .direct:
        .convolutionFilterGradient(
          ConvolutionFilterGradientKernel(geometry, gradient: gradient, target: target))
      case .winograd(let tiling):
        .winogradFilterGradient(
          WinogradFilterGradientKernel(tiling, gradient: gradient, target: target))
      case .rows(let tiling):
        .rowTiledFilterGradient(
          RowTiledFilterGradientKernel(tiling, gradient: gradient, target: target))
      }
    self.init(.convolution(body, algorithm), candidates: costed.map(\.candidate))
  }
}
