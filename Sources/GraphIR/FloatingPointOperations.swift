extension Graph {
  /// The floating-point operations of all convolutions and matrix products, done densely: a
  /// product and a sum for each term. Work done element by element is not counted.
  public var denseFloatingPointOperations: Int {
    nodes.reduce(0) { $0 + floatingPointOperations(of: $1) }
  }

  /// The floating-point operations of one node, done densely; none for work done element by element.
  public func floatingPointOperations(of node: Node) -> Int {
    let shapes = node.operands.map { type(of: $0).shape }
    switch node.operation {
    case .dot(let transposesLeft, _):
      let inner = shapes[0].rank - (transposesLeft ? 2 : 1)
      return 2 * node.types[0].shape.elementCount * shapes[0][inner]
    case .conv2d(let convolution):
      return Self.operations(
        convolution.outputShape(input: shapes[0], filters: shapes[1]), shapes[1])
    case .convolutionBlock(let block):
      return Self.operations(
        block.convolution.outputShape(input: shapes[0], filters: shapes[1]), shapes[1])
    case .conv2dInputGradient:
      return Self.operations(shapes[1], shapes[0])
    case .conv2dFilterGradient:
      return Self.operations(shapes[1], node.types[0].shape)
    case .convolutionBlockInputGradient(let convolution, _, let input):
      return Self.operations(convolution.outputShape(input: input, filters: shapes[0]), shapes[0])
    case .convolutionBlockFilterGradient(let convolution, _, let filters):
      return Self.operations(convolution.outputShape(input: shapes[0], filters: filters), filters)
    default:
      return 0
    }
  }

  /// Each output (N, K, H, W) of a convolution is a sum over the C, R and S of its filters.
  private static func operations(_ output: Shape, _ filters: Shape) -> Int {
    2 * output.elementCount * filters[1] * filters[2] * filters[3]
  }
}
