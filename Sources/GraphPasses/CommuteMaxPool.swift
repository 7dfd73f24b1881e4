import GraphIR

extension Pass {
  /// Takes the maximum of a window before a bias and an activation instead of after them, and the
  /// gradient back through the window last. Not bit-exact: rounding makes fewer ties.
  ///
  ///     %3 = conv2d %0, %1 : float(500, 20, 24, 24)
  ///     %4 = add %3, %2 : float(500, 20, 24, 24)
  ///     %5 = tanh %4 : float(500, 20, 24, 24)
  ///     %6 = maxPool2d(window: [2, 2]) %5 : float(500, 20, 12, 12)
  ///     …
  ///     %8 = maxPool2dGradient(window: [2, 2]) %5, %6, %7 : float(500, 20, 24, 24)
  ///     %9 = multiply %5, %5 : float(500, 20, 24, 24)
  ///     %11 = subtract %10, %9 : float(500, 20, 24, 24)
  ///     %12 = multiply %8, %11 : float(500, 20, 24, 24)
  ///
  /// becomes
  ///
  ///     %3 = conv2d %0, %1 : float(500, 20, 24, 24)
  ///     %4 = maxPool2d(window: [2, 2]) %3 : float(500, 20, 12, 12)
  ///     %5 = add %4, %2 : float(500, 20, 12, 12)
  ///     %6 = tanh %5 : float(500, 20, 12, 12)
  ///     …
  ///     %9 = multiply %6, %6 : float(500, 20, 12, 12)
  ///     %11 = subtract %10, %9 : float(500, 20, 12, 12)
  ///     %8 = multiply %7, %11 : float(500, 20, 12, 12)
  ///     %12 = maxPool2dGradient(window: [2, 2]) %3, %4, %8 : float(500, 20, 24, 24)
  ///
  /// so that `tanh` is taken of a quarter of the elements, and `fuse-conv-pool` finds its block.
  ///
  /// With a the tensor before the activation and f what is done with it, `maxPool(f(a))` is
  /// `f(maxPool(a))` where f does not decrease: additions of a number that is the same for a whole
  /// window, products with a positive constant, `exp`, `tanh`, `sigmoid`, `softplus`, `relu` and
  /// `rectify`. Wherever the mask has a bit, a is the maximum of its window, so that the gradient
  /// times any e(a) is the gradient of what came in times e(maximum), with ties and overlapping
  /// windows too.
  ///
  /// Masks come from a. Where f rounds two numbers to one, they tie after f and not before it: then
  /// only the larger of them gets the gradient. Where f is flat, all that tie after it get a
  /// gradient of zero times the slope: so a gradient that came through `relu` or `rectify` has to
  /// be times its slope. With `relu`, whose slope at 0 is 1/2, every tied maximum has to get it,
  /// too. Infinite biases, and NaN or infinities that are no maximum of their window, are not seen
  /// any more.
  ///
  /// The rewriting is done only where nothing of the size of a is left but a and the gradients at
  /// it.
  public static let commuteMaxPool = Pass(name: "commute-max-pool", .fewerTies) { graph in
    let matches = MaxPoolCommutation.all(in: graph)
    var roles = [Int: Int]()
    for (number, match) in matches.enumerated() {
      for node in [match.pooled] + match.gradients.keys { roles[node] = number }
    }
    var moves = matches.map(CommutedPool.init)
    return try GraphRewriter.rewrite(graph) { index, node, rewriter in
      guard let number = roles[index] else { return nil }
      return try moves[number].replacement(of: index, node, in: graph, &rewriter)
    }
  }
}

/// One commutation on its way into the new graph.
private struct CommutedPool {
  private let match: MaxPoolCommutation
  private var maxima: Value?
  /// What is computed of the maxima, for each node that computed it of all elements.
  private var lifted: [Int: Value] = [:]
  /// The gradient at the maxima of a, for each gradient at a or at what is computed of it.
  private var atMaxima: [Int: Value] = [:]

  init(_ match: MaxPoolCommutation) {
    self.match = match
  }

  /// What a pooling or a gradient becomes.
  mutating func replacement(
    of index: Int, _ node: Node, in graph: Graph, _ rewriter: inout GraphRewriter
  ) throws -> Value? {
    if index == match.pooled {
      maxima = try rewriter.add(
        .pool2d(match.pooling), [rewriter.moved(match.root)], for: node)
      return try lift(graph.nodes[index].operands[0], graph, &rewriter)
    }
    guard let maxima, let gradient = match.gradients[index] else { return nil }
    let value: Value
    switch gradient {
    case .atMaxima(let source):
      value = try rewriter.moved(source)
    case .product(let inner):
      let operands = try graph.nodes[index].operands.map { operand in
        try operand.node == inner
          ? atMaxima[inner] ?? maxima : lift(operand, graph, &rewriter)
      }
      value = try rewriter.add(
        pooled(node.operation, rewriter.type(of: maxima).shape), operands, for: node)
    }
    atMaxima[index] = value
    return try rewriter.add(
      .maxPool2dGradient(match.pooling), [rewriter.moved(match.root), maxima, value], for: node)
  }

  /// The value that is computed of the maxima as the given one is of all elements.
  private mutating func lift(
    _ value: Value, _ graph: Graph, _ rewriter: inout GraphRewriter
  ) throws -> Value {
    guard let maxima else { return try rewriter.moved(value) }
    let order = GraphRewriter.partsFirst(value) { part in
      isComputed(part) && lifted[part.node] == nil ? graph[part].operands : []
    }
    for part in order where isComputed(part) && lifted[part.node] == nil {
      let node = graph[part]
      let operands = try node.operands.map { try known($0, maxima, rewriter) }
      let result = try rewriter.add(
        pooled(node.operation, rewriter.type(of: maxima).shape), operands, for: node)
      rewriter.inherit(node.name, by: result)
      lifted[part.node] = result
    }
    return try known(value, maxima, rewriter)
  }

  /// Whether a value is computed anew of the maxima.
  private func isComputed(_ value: Value) -> Bool {
    value != match.root && match.pointwise.contains(value.node)
  }

  /// What a value is above the maxima, once it has been computed.
  private func known(
    _ value: Value, _ maxima: Value, _ rewriter: GraphRewriter
  ) throws -> Value {
    if value == match.root { return maxima }
    return try lifted[value.node] ?? rewriter.moved(value)
  }

  /// An element-wise operation over the shape of the maxima.
  private func pooled(_ operation: Operation, _ shape: Shape) -> Operation {
    guard case .elementwise(let program, _) = operation else { return operation }
    return .elementwise(program, shape)
  }
}
