import GraphIR

extension Pass {
  /// Makes one kernel of a convolution, its pooling, the bias and the activation, and takes the
  /// gradient back through all of them by the winners of the windows.
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
  ///     %6 = convolutionBlock(window: [2, 2], bias, tanh, winners) %0, %1, %2 :
  ///       float(500, 20, 12, 12), uint8(500, 20, 12, 12)
  ///     …
  ///     %10 = convolutionBlockFilterGradient(window: [2, 2]) %0, %8, %6.1 : float(20, 1, 5, 5)
  ///
  /// so that neither the convolution nor the gradient at it, four times as large as all else, is
  /// ever in memory. The block ends before the first value that somebody else wants.
  public static let fuseConvPool = Pass(name: "fuse-conv-pool") { graph in
    let matches = ConvolutionBlockMatch.all(in: graph)
    var roles = [BlockRole?](repeating: nil, count: graph.nodes.count)
    for (number, match) in matches.enumerated() {
      if let last = match.nodes.last { roles[last] = .result(match: number) }
      for gradient in match.gradients {
        roles[gradient.node] = .gradient(match: number, atMaxima: gradient.atMaxima)
      }
    }
    var blocks = [Value?](repeating: nil, count: matches.count)
    return try GraphRewriter.rewrite(graph) { index, node, rewriter in
      guard let role = roles[index] else { return nil }
      let number = role.match
      let block = try blocks[number] ?? rewriter.add(matches[number], of: graph)
      blocks[number] = block
      guard case .gradient(_, let atMaxima) = role else { return block }
      let operands = [
        node.operands[0], try rewriter.moved(atMaxima), Value(node: block.node, result: 1),
      ]
      let convolution = matches[number].block.convolution
      let pooling = matches[number].block.pooling
      let shape = node.types[0].shape
      if case .conv2dInputGradient = node.operation {
        return try rewriter.add(
          .convolutionBlockInputGradient(convolution, pooling, inputShape: shape), operands,
          for: node)
      }
      return try rewriter.add(
        .convolutionBlockFilterGradient(convolution, pooling, filterShape: shape), operands,
        for: node)
    }
  }
}

/// What a node is to a block.
private enum BlockRole {
  case result(match: Int)
  case gradient(match: Int, atMaxima: Value)

  var match: Int {
    switch self {
    case .result(let match), .gradient(let match, _): match
    }
  }
}

extension GraphRewriter {
  /// Adds a block where it is needed first: at its last node, or at a gradient before.
  fileprivate mutating func add(_ match: ConvolutionBlockMatch, of graph: Graph) throws -> Value {
    let nodes = match.nodes.map { graph.nodes[$0] }
    let operands = try match.operands.map(moved)
    let block = try add(
      .convolutionBlock(match.block), operands, for: nodes[nodes.count - 1])
    // The last name says most about what comes out.
    inherit(nodes.last { $0.name != nil }?.name, by: block)
    return block
  }
}
