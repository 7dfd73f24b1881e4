import GraphIR

extension Pass {
  /// Makes one kernel of a convolution, its pooling, the bias and the activation, and takes the
  /// gradient back through all of them by the max-pool mask: a bit for each position of a window.
  ///
  ///     %3 = conv2d %0, %1 : float(500, 20, 24, 24)
  ///     %4 = maxPool2d(window: [2, 2]) %3 : float(500, 20, 12, 12)
  ///     %5 = add %4, %2 : float(500, 20, 12, 12)
  ///     %6 = tanh %5 : float(500, 20, 12, 12)
  ///     …
  ///     %9 = maxPool2dGradient(window: [2, 2]) %3, %4, %8 : float(500, 20, 24, 24)
  ///     %10 = conv2dFilterGradient %0, %9 : float(20, 1, 5, 5)
  ///
  /// becomes
  ///
  ///     %6 = convolutionBlock(window: [2, 2], bias, tanh, mask) %0, %1, %2 :
  ///       float(500, 20, 12, 12), uint8(500, 20, 12, 12)
  ///     …
  ///     %10 = convolutionBlockFilterGradient(window: [2, 2]) %0, %8, %6.1 : float(20, 1, 5, 5)
  ///
  /// so that neither the convolution nor the gradient at it, four times as large as all else, is
  /// ever in memory.
  ///
  /// Pooling, bias and activation may each be missing; the pooling may be a sum or an average,
  /// whose gradient goes to all positions of a window instead of those in the mask. The block ends
  /// before the first value that something else reads, but for what the activation is taken of,
  /// such as the argument of the slope of `relu`: that it keeps. A bias that was added before
  /// `commute-max-pool` gets the gradient once for each bit of the mask:
  ///
  ///     %9 = maxPool2dGradient(window: [2, 2]) %3, %4, %8 : float(500, 20, 24, 24)
  ///     %10 = sum(axes: [0, 2, 3]) %9 : float(20,)
  ///
  /// becomes
  ///
  ///     %10 = convolutionBlockBiasGradient %8, %6.1 : float(20,)
  public static let fuseConvPool = Pass(fusion: "fuse-conv-pool") { graph, limits in
    let matches = ConvolutionBlockSearch(graph, limits).matches
    let spreads = PooledGradients(graph)
    var roles = [BlockRole?](repeating: nil, count: graph.nodes.count)
    for (number, match) in matches.enumerated() {
      roles[match.last] = .result(match: number)
      if let sums = match.sums { roles[sums] = .sums(match: number) }
      for gradient in match.gradients {
        roles[gradient.node] = .gradient(match: number, atMaxima: gradient.atMaxima)
      }
    }
    var blocks = [Value?](repeating: nil, count: matches.count)
    return try GraphRewriter.rewrite(graph) { index, node, rewriter in
      guard let role = roles[index] else {
        guard let spread = spreads[index] else { return nil }
        let operands = [node.operands[0], try rewriter.moved(spread.gradient)]
        return try rewriter.addGradient(node, through: spread.pooling, operands)
      }
      let match = matches[role.match]
      let block = try blocks[role.match] ?? rewriter.add(match, of: graph)
      blocks[role.match] = block
      let mask = Value(node: block.node, result: 1)
      switch role {
      case .result:
        return block
      case .sums:
        return Value(node: block.node, result: match.gradients.isEmpty ? 1 : 2)
      case .gradient(_, let atMaxima):
        let gradient = try rewriter.moved(atMaxima)
        if case .reduce = node.operation {
          let sums = try rewriter.add(
            .convolutionBlockBiasGradient, [gradient, mask], for: node)
          let shape = node.types[0].shape
          return rewriter.type(of: sums).shape == shape
            ? sums : try rewriter.add(.reshape(shape), [sums], for: node)
        }
        return try rewriter.addGradient(
          node, through: match.block.pooling, [node.operands[0], gradient, mask])
      }
    }
  }
}

/// What a node is to a block.
private enum BlockRole {
  case result(match: Int)
  case sums(match: Int)
  case gradient(match: Int, atMaxima: Value)

  var match: Int {
    switch self {
    case .result(let match), .sums(let match), .gradient(let match, _): match
    }
  }
}

/// The gradients of convolutions that come through sums or averages of their windows.
///
///     %2 = sumPool2dGradient(window: [2, 2]) %1 : float(500, 20, 24, 24)
///     %3 = conv2dFilterGradient %0, %2 : float(20, 1, 5, 5)
private struct PooledGradients {
  private let graph: Graph
  private let isLive: [Bool]
  private let isSpread: [Bool]

  init(_ graph: Graph) {
    self.graph = graph
    isLive = graph.liveNodes
    let users = graph.liveUsers
    let rootNodes = Set(graph.roots.map(\.value.node))
    isSpread = graph.nodes.indices.map { index in
      guard case .pool2dGradient(let pooling, let shape) = graph.nodes[index].operation,
        pooling.tiles(shape), pooling.maskElementType != nil, shape.elementCount > 0,
        graph.type(of: graph.nodes[index].operands[0]).shape.elementCount > 0
      else { return false }
      return !rootNodes.contains(index)
        && users[index].allSatisfy { Self.takesGradient(graph.nodes[$0], from: index) }
    }
  }

  /// The pooling that a gradient of a convolution comes through, and the gradient at what is
  /// pooled.
  subscript(index: Int) -> (pooling: Pooling, gradient: Value)? {
    let node = graph.nodes[index]
    guard isLive[index], node.operands.count == 2, isSpread[node.operands[1].node],
      case .pool2dGradient(let pooling, _) = graph[node.operands[1]].operation
    else { return nil }
    return (pooling, graph[node.operands[1]].operands[0])
  }

  private static func takesGradient(_ node: Node, from index: Int) -> Bool {
    switch node.operation {
    case .conv2dInputGradient, .conv2dFilterGradient:
      node.operands[1].node == index && node.operands[0].node != index
    default: false
    }
  }
}

extension GraphRewriter {
  /// Adds a block where it is needed first: at its last node, or at a gradient before.
  fileprivate mutating func add(_ match: ConvolutionBlockMatch, of graph: Graph) throws -> Value {
    let operands = try match.operands.map(moved)
    let block = try add(
      .convolutionBlock(match.block), operands, for: graph.nodes[match.last],
      fusing: match.nodes.reversed().flatMap { graph.nodes[$0].locations })
    // The last name says most about what comes out.
    inherit(match.nodes.compactMap { graph.nodes[$0].name }.last, by: block)
    return block
  }

  /// Adds the gradient of a convolution through its pooling.
  fileprivate mutating func addGradient(
    _ node: Node, through pooling: Pooling?, _ operands: [Value]
  ) throws -> Value? {
    guard let pooling else { return nil }
    switch node.operation {
    case .conv2dInputGradient(let convolution, let shape):
      return try add(
        .convolutionBlockInputGradient(convolution, pooling, inputShape: shape), operands,
        for: node)
    case .conv2dFilterGradient(let convolution, let shape):
      return try add(
        .convolutionBlockFilterGradient(convolution, pooling, filterShape: shape), operands,
        for: node)
    default:
      return nil
    }
  }
}
