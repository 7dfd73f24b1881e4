import Diagnostics
import GraphIR

extension GraphLowerer {
  /// Adds the kernel of a convolution or of one of its gradients, alone or fused.
  mutating func lowerConvolution(_ index: Int) throws {
    let node = graph.nodes[index]
    switch node.operation {
    case .conv2d(let convolution):
      try lowerForward(ConvolutionBlock(convolution: convolution), index)
    case .convolutionBlock(let block):
      try lowerForward(block, index)
    case .conv2dInputGradient(let convolution, let input):
      try lowerInputGradient(convolution, .dense, input: input, index)
    case .convolutionBlockInputGradient(let convolution, let pooling, let input):
      try lowerInputGradient(convolution, .pooled(pooling), input: input, index)
    case .conv2dFilterGradient(let convolution, let filters):
      try lowerFilterGradient(convolution, .dense, filters: filters, index)
    case .convolutionBlockFilterGradient(let convolution, let pooling, let filters):
      try lowerFilterGradient(convolution, .pooled(pooling), filters: filters, index)
    case .convolutionBlockBiasGradient:
      try lowerBiasGradient(index)
    default:
      break
    }
  }

  private mutating func lowerBiasGradient(_ index: Int) throws {
    let node = graph.nodes[index]
    let type = graph.type(of: node.operands[0])
    let winners = graph.type(of: node.operands[1]).elementType
    let lanes = target.lanes(of: type.elementType)
    let kernel = ChannelSumKernel(type, lanes: lanes, winners: winners)
    let operands = try node.operands.map { try buffer($0, as: .imagesInnermost(lanes: lanes)) }
    append(index, .channelSum(kernel), operands: operands, results: [result(index)])
  }

  private mutating func lowerForward(_ block: ConvolutionBlock, _ index: Int) throws {
    let node = graph.nodes[index]
    let geometry = geometry(
      block.convolution, input: graph.type(of: node.operands[0]),
      filters: graph.type(of: node.operands[1]).shape)
    if let pooling = block.pooling {
      try expectWholeWindows(pooling, geometry, pooled: node.types[0].shape, index)
    }
    if let unfolding = Unfolding(geometry, block, target: target) {
      return try lowerPatches(unfolding, block, index)
    }
    var operands = [
      try buffer(node.operands[0], as: imagesInnermost(geometry)), try buffer(node.operands[1]),
    ]
    if block.hasBias { operands.append(try buffer(node.operands[2])) }
    let results = node.types.indices.map { result(index, $0) }
    let algorithm = ConvolutionAlgorithm.cheapest(
      .output, geometry, window: block.pooling?.window ?? [1, 1], target: target)
    switch algorithm {
    case .direct:
      append(
        index, .convolution(ConvolutionKernel(geometry, block: block, target: target)),
        suffix: Self.name(of: block), operands: operands, results: results)
    case .winograd(let tiling):
      let kernel = WinogradConvolutionKernel(tiling, block: block, target: target)
      append(
        index, .winogradConvolution(kernel), suffix: Self.name(of: block), detail: "\(tiling)",
        operands: operands, results: results + [filtersAtPoints(index, tiling)],
        scratchByteCount: kernel.scratchBytes)
    case .rows(let tiling):
      let kernel = RowTiledConvolutionKernel(tiling, block: block, target: target)
      let filters = scratch(
        index, elementType: geometry.elementType, byteCount: kernel.filterBytes)
      append(
        index, .rowTiledConvolution(kernel), suffix: Self.name(of: block), detail: "\(tiling)",
        operands: operands, results: results + [filters], scratchByteCount: kernel.scratchBytes)
    }
  }

  /// Memory for the filters at all points of a tile.
  private mutating func filtersAtPoints(_ index: Int, _ tiling: WinogradTiling) -> Int {
    scratch(index, elementType: tiling.geometry.elementType, byteCount: tiling.filterBytes)
  }

  /// Adds kernels that compute a convolution of few images from their patches.
  private mutating func lowerPatches(
    _ unfolding: Unfolding, _ block: ConvolutionBlock, _ index: Int
  ) throws {
    let node = graph.nodes[index]
    let geometry = geometry(
      block.convolution, input: TensorType(unfolding.elementType, unfolding.patchShape),
      filters: graph.type(of: node.operands[1]).shape)
    let kernel = ConvolutionKernel(geometry, block: block, target: target)
    let images = try buffer(node.operands[0])
    let unfolded = patches(unfolding, unfolding.patchShape, "\(buffers[images].name)patches")
    var operands = [unfolded, try buffer(node.operands[1])]
    if block.hasBias { operands.append(try buffer(node.operands[2])) }
    append(
      Kernel(
        name: names.name(of: index, suffix: "unfold"),
        summary: "unfold: \(graph.type(of: node.operands[0])) -> \(buffers[unfolded].type)",
        body: .unfold(unfolding), operands: [images], results: [unfolded], location: node.location))
    let target = result(index)
    let computed = patches(unfolding, unfolding.resultShape, "\(buffers[target].name)patches")
    let name = appendUnchecked(
      index, .convolution(kernel), suffix: Self.name(of: block),
      operands: operands, results: [computed])
    append(
      Kernel(
        name: names.name(of: index, suffix: "fold"),
        summary: "fold: \(buffers[computed].type) -> \(node.types[0])",
        body: .fold(unfolding), operands: [computed], results: [target], location: node.location))
    checkNumbers(index, kernel: name, [target])
  }

  /// Memory for patches, or for what is computed from them.
  private mutating func patches(_ unfolding: Unfolding, _ shape: Shape, _ name: String) -> Int {
    add(
      Buffer(
        name: names.unique(name), type: TensorType(unfolding.elementType, shape),
        layout: .imagesInnermost(lanes: unfolding.lanes), place: .arena))
  }

  private mutating func lowerInputGradient(
    _ convolution: Convolution, _ gradient: OutputGradient, input: Shape, _ index: Int
  ) throws {
    let node = graph.nodes[index]
    let geometry = geometry(
      convolution, input: TensorType(node.types[0].elementType, input),
      filters: graph.type(of: node.operands[0]).shape)
    if case .pooled(let pooling) = gradient {
      let pooled = graph.type(of: node.operands[1]).shape
      try expectWholeWindows(pooling, geometry, pooled: pooled, index)
    }
    var operands = [try buffer(node.operands[0])]
    for operand in node.operands.dropFirst() {
      operands.append(try buffer(operand, as: imagesInnermost(geometry)))
    }
    let suffix = "conv2d_input_gradient"
    let algorithm = ConvolutionAlgorithm.cheapest(
      .inputGradient, geometry, window: gradient.window, target: target)
    switch algorithm {
    case .direct, .rows:
      let kernel = ConvolutionInputGradientKernel(geometry, gradient: gradient, target: target)
      append(
        index, .convolutionInputGradient(kernel), suffix: suffix, operands: operands,
        results: [result(index)], scratchByteCount: kernel.scratchBytes)
    case .winograd(let tiling):
      let kernel = WinogradInputGradientKernel(tiling, gradient: gradient, target: target)
      append(
        index, .winogradInputGradient(kernel), suffix: suffix, detail: "\(tiling)",
        operands: operands, results: [result(index), filtersAtPoints(index, tiling)],
        scratchByteCount: kernel.scratchBytes)
    }
  }

  private mutating func lowerFilterGradient(
    _ convolution: Convolution, _ gradient: OutputGradient, filters: Shape, _ index: Int
  ) throws {
    let node = graph.nodes[index]
    let geometry = geometry(
      convolution, input: graph.type(of: node.operands[0]), filters: filters)
    if case .pooled(let pooling) = gradient {
      let pooled = graph.type(of: node.operands[1]).shape
      try expectWholeWindows(pooling, geometry, pooled: pooled, index)
    }
    var operands: [Int] = []
    for operand in node.operands {
      operands.append(try buffer(operand, as: imagesInnermost(geometry)))
    }
    let suffix = "conv2d_filter_gradient"
    let element = geometry.elementType
    let algorithm = ConvolutionAlgorithm.cheapest(
      .filterGradient, geometry, window: gradient.window, target: target)
    switch algorithm {
    case .direct:
      let kernel = ConvolutionFilterGradientKernel(geometry, gradient: gradient, target: target)
      let partial = scratch(index, elementType: element, byteCount: kernel.partialBytes)
      append(
        index, .convolutionFilterGradient(kernel), suffix: suffix, operands: operands,
        results: [result(index), partial], scratchByteCount: kernel.scratchBytes)
    case .winograd(let tiling):
      let kernel = WinogradFilterGradientKernel(tiling, gradient: gradient, target: target)
      let partial = scratch(
        index, elementType: element,
        byteCount: geometry.chunks * kernel.partialElements * element.byteCount)
      append(
        index, .winogradFilterGradient(kernel), suffix: suffix, detail: "\(tiling)",
        operands: operands, results: [result(index), partial],
        scratchByteCount: kernel.scratchBytes)
    case .rows(let tiling):
      let kernel = RowTiledFilterGradientKernel(tiling, gradient: gradient, target: target)
      let partial = scratch(
        index, elementType: element,
        byteCount: geometry.chunks * tiling.bytes(kernel.partialVectors))
      append(
        index, .rowTiledFilterGradient(kernel), suffix: suffix, detail: "\(tiling)",
        operands: operands, results: [result(index), partial],
        scratchByteCount: kernel.scratchBytes)
    }
  }

  /// Kernels of blocks take windows that lie side by side, and none that crosses the border.
  private func expectWholeWindows(
    _ pooling: Pooling, _ geometry: ConvolutionGeometry, pooled: Shape, _ index: Int
  ) throws {
    let windows = [geometry.pooledHeight(pooling), geometry.pooledWidth(pooling)]
    guard pooling.stride == pooling.window, Array(pooled.extents.suffix(2)) == windows else {
      throw InternalError(
        stage: "lowering", detail: "no kernel computes \(graph.nodes[index].operation)")
    }
  }

  private func geometry(
    _ convolution: Convolution, input: TensorType, filters: Shape
  ) -> ConvolutionGeometry {
    ConvolutionGeometry(
      convolution, input: input.shape, filters: filters, elementType: input.elementType,
      target: target)
  }

  private func imagesInnermost(_ geometry: ConvolutionGeometry) -> Layout {
    .imagesInnermost(lanes: geometry.lanes)
  }

  private static func name(of block: ConvolutionBlock) -> String {
    (["conv2d", block.pooling?.mode.operationName, block.hasBias ? "bias" : nil, block.activation?.name])
      .compactMap { $0 }.joined(separator: "_")
  }
}
