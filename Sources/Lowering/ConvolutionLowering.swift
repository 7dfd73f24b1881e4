import Diagnostics
import GraphIR

extension GraphLowerer {
  /// Adds the kernel of a convolution or of one of its gradients, alone or fused.
  mutating func lowerConvolution(_ index: Int) throws {
    let node = graph.nodes[index]
    switch node.operation {
    case .conv2d(let convolution):
      // Without pooling every position is a window of its own.
      let block = ConvolutionBlock(
        convolution: convolution, pooling: Pooling(window: [1, 1], ignoresBorder: true))
      try lowerForward(block, pools: false, index)
    case .convolutionBlock(let block):
      try lowerForward(block, pools: true, index)
    case .conv2dInputGradient(let convolution, let input):
      try lowerInputGradient(convolution, .dense, input: input, index)
    case .convolutionBlockInputGradient(let convolution, let pooling, let input):
      try lowerInputGradient(convolution, .winners(pooling), input: input, index)
    case .conv2dFilterGradient(let convolution, let filters):
      try lowerFilterGradient(convolution, .dense, filters: filters, index)
    case .convolutionBlockFilterGradient(let convolution, let pooling, let filters):
      try lowerFilterGradient(convolution, .winners(pooling), filters: filters, index)
    default:
      break
    }
  }

  private mutating func lowerForward(_ block: ConvolutionBlock, pools: Bool, _ index: Int) throws {
    let node = graph.nodes[index]
    let geometry = geometry(
      block.convolution, input: graph.type(of: node.operands[0]),
      filters: graph.type(of: node.operands[1]).shape)
    try expectWholeWindows(block.pooling, geometry, pooled: node.types[0].shape, index)
    let kernel = ConvolutionKernel(geometry, block: block, pools: pools, target: target)
    var operands = [
      try buffer(node.operands[0], as: imagesInnermost(geometry)), try buffer(node.operands[1]),
    ]
    if block.hasBias { operands.append(try buffer(node.operands[2])) }
    var results = [result(index)]
    if block.keepsWinners { results.append(result(index, 1)) }
    append(
      index, .convolution(kernel), suffix: pools ? Self.name(of: block) : "conv2d",
      operands: operands, results: results)
  }

  private mutating func lowerInputGradient(
    _ convolution: Convolution, _ gradient: OutputGradient, input: Shape, _ index: Int
  ) throws {
    let node = graph.nodes[index]
    let geometry = geometry(
      convolution, input: TensorType(node.types[0].elementType, input),
      filters: graph.type(of: node.operands[0]).shape)
    if case .winners(let pooling) = gradient {
      let pooled = graph.type(of: node.operands[1]).shape
      try expectWholeWindows(pooling, geometry, pooled: pooled, index)
    }
    let kernel = ConvolutionInputGradientKernel(geometry, gradient: gradient, target: target)
    var operands = [try buffer(node.operands[0])]
    for operand in node.operands.dropFirst() {
      operands.append(try buffer(operand, as: imagesInnermost(geometry)))
    }
    let scratch = scratch(
      index, elementType: geometry.elementType, byteCount: kernel.scratchBytes)
    append(
      index, .convolutionInputGradient(kernel), suffix: "conv2d_input_gradient",
      operands: operands, results: [result(index), scratch])
  }

  private mutating func lowerFilterGradient(
    _ convolution: Convolution, _ gradient: OutputGradient, filters: Shape, _ index: Int
  ) throws {
    let node = graph.nodes[index]
    let geometry = geometry(
      convolution, input: graph.type(of: node.operands[0]), filters: filters)
    if case .winners(let pooling) = gradient {
      let pooled = graph.type(of: node.operands[1]).shape
      try expectWholeWindows(pooling, geometry, pooled: pooled, index)
    }
    let kernel = ConvolutionFilterGradientKernel(geometry, gradient: gradient, target: target)
    var operands: [Int] = []
    for operand in node.operands {
      operands.append(try buffer(operand, as: imagesInnermost(geometry)))
    }
    let element = geometry.elementType
    let scratch = [
      scratch(index, elementType: element, byteCount: kernel.gradientScratchBytes),
      scratch(index, elementType: element, byteCount: kernel.sumScratchBytes),
    ]
    append(
      index, .convolutionFilterGradient(kernel), suffix: "conv2d_filter_gradient",
      operands: operands, results: [result(index)] + scratch)
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
    (["conv2d", "maxPool2d", block.hasBias ? "bias" : nil, block.activation?.name])
      .compactMap { $0 }.joined(separator: "_")
  }
}
