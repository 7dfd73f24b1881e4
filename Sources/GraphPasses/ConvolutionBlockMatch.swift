import GraphIR

/// A convolution, a pooling and what follows, that one kernel can compute, with their gradients.
struct ConvolutionBlockMatch {
  /// A gradient at the convolution's input or filters.
  struct Gradient {
    /// The `conv2dInputGradient` or `conv2dFilterGradient`.
    let node: Int
    /// The gradient at the maxima.
    let atMaxima: Value
  }

  /// The convolution, the pooling, the addition of the bias and the activation, as far as they are
  /// part of the block.
  private(set) var nodes: [Int]
  private(set) var block: ConvolutionBlock
  /// The input, the filters and, if there is one, the bias.
  private(set) var operands: [Value]
  let gradients: [Gradient]

  /// All blocks of a graph, in the order of their poolings.
  static func all(in graph: Graph) -> [ConvolutionBlockMatch] {
    let search = Search(graph)
    return graph.nodes.indices.compactMap(search.match(pooling:))
  }

  fileprivate init(
    convolution: (node: Int, Convolution), pooling: (node: Int, Pooling), operands: [Value],
    gradients: [Gradient]
  ) {
    nodes = [convolution.node, pooling.node]
    block = ConvolutionBlock(
      convolution: convolution.1, pooling: pooling.1, keepsWinners: !gradients.isEmpty)
    self.operands = operands
    self.gradients = gradients
  }

  fileprivate mutating func append(bias: Value, addedBy node: Int) {
    nodes.append(node)
    operands.append(bias)
    block = ConvolutionBlock(
      convolution: block.convolution, pooling: block.pooling, hasBias: true,
      keepsWinners: block.keepsWinners)
  }

  fileprivate mutating func append(_ activation: ElementwiseFunction, at node: Int) {
    nodes.append(node)
    block = ConvolutionBlock(
      convolution: block.convolution, pooling: block.pooling, hasBias: block.hasBias,
      activation: activation, keepsWinners: block.keepsWinners)
  }
}

/// Looks for blocks in a graph.
private struct Search {
  private let graph: Graph
  private let isLive: [Bool]
  private let users: [[Int]]
  private let rootNodes: Set<Int>

  init(_ graph: Graph) {
    self.graph = graph
    isLive = graph.liveNodes
    users = graph.liveUsers
    rootNodes = Set(graph.roots.map(\.value.node))
  }

  /// The block around a pooling, if the node is one and nobody else wants the convolution.
  func match(pooling index: Int) -> ConvolutionBlockMatch? {
    guard isLive[index], case .pool2d(let pooling) = graph.nodes[index].operation,
      let convolved = graph.nodes[index].operands.first,
      case .conv2d(let convolution) = graph[convolved].operation,
      tiles(pooling, graph.type(of: convolved).shape),
      let gradients = gradients(of: convolved.node, pooledBy: index)
    else { return nil }
    var match = ConvolutionBlockMatch(
      convolution: (convolved.node, convolution), pooling: (index, pooling),
      operands: graph[convolved].operands, gradients: gradients)
    // Gradients of the pooling read the maxima only to find the winners, which the block keeps.
    var last = index
    var next = users[index].filter { !isPoolingGradient($0) }
    if let (node, bias) = bias(addedTo: last, by: next, before: gradients) {
      match.append(bias: bias, addedBy: node)
      last = node
      next = users[node]
    }
    if let (node, function) = activation(of: last, by: next) {
      match.append(function, at: node)
    }
    return match
  }

  /// Whether windows lie side by side, and none that counts is cut off at the border.
  private func tiles(_ pooling: Pooling, _ shape: Shape) -> Bool {
    let isExact = shape[2] % pooling.window[0] == 0 && shape[3] % pooling.window[1] == 0
    return pooling.stride == pooling.window && (pooling.ignoresBorder || isExact)
      && pooling.outputShape(shape).elementCount > 0
  }

  private func isPoolingGradient(_ index: Int) -> Bool {
    if case .maxPool2dGradient = graph.nodes[index].operation { true } else { false }
  }

  /// The gradients of a convolution through its pooling, or `nil` if anybody else wants the
  /// convolution or the gradient at it.
  private func gradients(
    of convolved: Int, pooledBy pooled: Int
  ) -> [ConvolutionBlockMatch.Gradient]? {
    guard !rootNodes.contains(convolved),
      case .pool2d(let pooling) = graph.nodes[pooled].operation
    else { return nil }
    var gradients: [ConvolutionBlockMatch.Gradient] = []
    for user in users[convolved] where user != pooled {
      let node = graph.nodes[user]
      guard node.operation == .maxPool2dGradient(pooling), !rootNodes.contains(user),
        node.operands[0].node == convolved, node.operands[1].node == pooled,
        // The gradient itself is another value than the convolution and its maxima.
        node.operands[2].node != convolved, node.operands[2].node != pooled,
        pooling.winnersElementType != nil
      else { return nil }
      for consumer in users[user] {
        guard isGradient(consumer, of: convolved, from: user) else { return nil }
        gradients.append(.init(node: consumer, atMaxima: node.operands[2]))
      }
    }
    // A gradient of the pooling of something else would still read these maxima.
    let readsMaximaElsewhere = users[pooled].contains {
      isPoolingGradient($0) && graph.nodes[$0].operands[0].node != convolved
    }
    return readsMaximaElsewhere ? nil : gradients
  }

  /// Whether a node takes the gradient at a convolution on to its input or filters.
  private func isGradient(_ index: Int, of convolved: Int, from gradient: Int) -> Bool {
    guard case .conv2d(let convolution) = graph.nodes[convolved].operation else { return false }
    let (input, filters) = (graph.nodes[convolved].operands[0], graph.nodes[convolved].operands[1])
    let node = graph.nodes[index]
    return switch node.operation {
    case .conv2dInputGradient(convolution, _): node.operands == [filters, Value(node: gradient)]
    case .conv2dFilterGradient(convolution, _): node.operands == [input, Value(node: gradient)]
    default: false
    }
  }

  /// The addition of one number to each channel, if it is all that is done with the maxima.
  ///
  /// The bias has to be there when the block is computed: before all gradients.
  private func bias(
    addedTo maxima: Int, by users: [Int], before gradients: [ConvolutionBlockMatch.Gradient]
  ) -> (node: Int, bias: Value)? {
    guard !rootNodes.contains(maxima), users.count == 1, let node = users.first,
      graph.nodes[node].function == .add,
      let bias = graph.nodes[node].operands.first(where: { $0.node != maxima }),
      graph.nodes[node].types == graph.nodes[maxima].types
    else { return nil }
    let channels = graph.nodes[maxima].types[0].shape[1]
    let isForEachChannel =
      graph.type(of: bias).shape.padded(toRank: 4) == [1, channels, 1, 1]
    return isForEachChannel && gradients.allSatisfy({ bias.node < $0.node }) ? (node, bias) : nil
  }

  /// The activation, if it is all that is done with a value.
  private func activation(
    of value: Int, by users: [Int]
  ) -> (node: Int, function: ElementwiseFunction)? {
    guard !rootNodes.contains(value), users.count == 1, let node = users.first,
      let function = graph.nodes[node].function, function == .tanh || function == .sigmoid,
      graph.nodes[node].types == graph.nodes[value].types
    else { return nil }
    return (node, function)
  }
}
