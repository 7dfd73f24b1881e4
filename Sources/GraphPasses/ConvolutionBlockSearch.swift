import GraphIR

/// Looks for blocks in a graph.
struct ConvolutionBlockSearch {
  private let graph: Graph
  private let limits: FusionLimits
  private let isLive: [Bool]
  private let users: [[Int]]
  private let rootNodes: Set<Int>

  init(_ graph: Graph, _ limits: FusionLimits) {
    self.graph = graph
    self.limits = limits
    isLive = graph.liveNodes
    users = graph.liveUsers
    rootNodes = Set(graph.roots.map(\.value.node))
  }

  /// All blocks, in the order of their convolutions.
  var matches: [ConvolutionBlockMatch] {
    graph.nodes.indices.compactMap(match(convolution:))
  }

  /// The block around a convolution, if it is more than that.
  private func match(convolution index: Int) -> ConvolutionBlockMatch? {
    guard isLive[index], !rootNodes.contains(index),
      case .conv2d(let convolution) = graph.nodes[index].operation,
      graph.nodes[index].types[0].shape.elementCount > 0
    else { return nil }
    var match = ConvolutionBlockMatch(
      convolution, at: index, operands: graph.nodes[index].operands)
    var next = users[index]
    if let (pooled, pooling) = pooling(of: index),
      let gradients = gradients(of: index, pooledBy: pooled, pooling)
    {
      match = match.pooled(pooling, at: pooled, gradients: gradients)
      // Gradients of the pooling read the maxima only to find the mask, which the block keeps.
      next = users[pooled].filter { !isPoolingGradient($0) }
    }
    if let (node, bias) = bias(addedTo: match.last, by: next, before: match.gradients) {
      match.append(bias: bias, addedBy: node)
      next = users[node]
    }
    if let (node, function) = activation(of: match.last, by: next) {
      match.append(function, at: node, keepingSums: next.count > 1)
    }
    return match.nodes.count > 1 ? match : nil
  }

  /// The pooling of a convolution that a block can do: its windows lie side by side, none that
  /// counts is cut off at the border, and none is larger than one kernel takes.
  private func pooling(of convolved: Int) -> (node: Int, Pooling)? {
    for user in users[convolved] {
      guard case .pool2d(let pooling) = graph.nodes[user].operation,
        pooling.tiles(graph.nodes[convolved].types[0].shape),
        pooling.mode == .max ? fits(pooling) : pooling.maskElementType != nil,
        graph.nodes[user].types[0].shape.elementCount > 0
      else { continue }
      return (user, pooling)
    }
    return nil
  }

  private func fits(_ pooling: Pooling) -> Bool {
    let (positions, overflow) = pooling.window[0].multipliedReportingOverflow(by: pooling.window[1])
    return !overflow && positions <= limits.windowPositions
  }

  private func isPoolingGradient(_ index: Int) -> Bool {
    if case .maxPool2dGradient = graph.nodes[index].operation { true } else { false }
  }

  // MARK: Gradients

  /// The gradients of a convolution through the mask of its pooling, or `nil` if anything else
  /// reads the convolution or the gradient at it.
  private func gradients(
    of convolved: Int, pooledBy pooled: Int, _ pooling: Pooling
  ) -> [ConvolutionBlockMatch.Gradient]? {
    var gradients: [ConvolutionBlockMatch.Gradient] = []
    for user in users[convolved] where user != pooled {
      let node = graph.nodes[user]
      guard node.operation == .maxPool2dGradient(pooling), !rootNodes.contains(user),
        node.operands[0].node == convolved, node.operands[1].node == pooled,
        // The gradient itself is another value than the convolution and its maxima.
        node.operands[2].node != convolved, node.operands[2].node != pooled,
        pooling.maskElementType != nil
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

  /// Whether a node takes the gradient at a convolution on to its input, its filters, or a bias.
  private func isGradient(_ index: Int, of convolved: Int, from gradient: Int) -> Bool {
    guard case .conv2d(let convolution) = graph.nodes[convolved].operation else { return false }
    let (input, filters) = (graph.nodes[convolved].operands[0], graph.nodes[convolved].operands[1])
    let node = graph.nodes[index]
    return switch node.operation {
    case .conv2dInputGradient(convolution, _): node.operands == [filters, Value(node: gradient)]
    case .conv2dFilterGradient(convolution, _): node.operands == [input, Value(node: gradient)]
    case .reduce(.sum, let axes, _): leavesChannels(axes, of: graph.nodes[gradient].types[0].shape)
    default: false
    }
  }

  /// Whether a sum along some axes of (N, K, OH, OW) is one number for each channel. Axes of extent
  /// 1 may be missing, or be summed as well.
  private func leavesChannels(_ axes: [Int], of shape: Shape) -> Bool {
    (0..<4).allSatisfy { shape[$0] == 1 || axes.contains($0) == ($0 != 1) }
  }

  // MARK: Bias and activation

  /// The addition of one number to each channel, if it is all that is done with a value.
  ///
  /// The bias has to be there when the block is computed: before all gradients.
  private func bias(
    addedTo value: Int, by users: [Int], before gradients: [ConvolutionBlockMatch.Gradient]
  ) -> (node: Int, bias: Value)? {
    guard !rootNodes.contains(value), users.count == 1, let node = users.first,
      graph.nodes[node].function == .add,
      let bias = graph.nodes[node].operands.first(where: { $0.node != value }),
      graph.nodes[node].types == graph.nodes[value].types
    else { return nil }
    let channels = graph.nodes[value].types[0].shape[1]
    let isForEachChannel =
      graph.type(of: bias).shape.padded(toRank: 4) == [1, channels, 1, 1]
    return isForEachChannel && gradients.allSatisfy({ bias.node < $0.node }) ? (node, bias) : nil
  }

  /// The activation of a value, which others may read too, such as the slope of `relu`.
  private func activation(
    of value: Int, by users: [Int]
  ) -> (node: Int, function: ElementwiseFunction)? {
    guard !rootNodes.contains(value) else { return nil }
    for node in users {
      guard let function = graph.nodes[node].function, graph.nodes[node].operands.count == 1,
        graph.nodes[node].types == graph.nodes[value].types
      else { continue }
      if [.tanh, .sigmoid, .relu, .rectify, .softplus].contains(function) {
        return (node, function)
      }
    }
    return nil
  }
}
