import GraphIR

extension Pass {
  /// Takes the logarithm of a softmax, and its gradient, without the exponentials between that
  /// vanish. More accurate, not bit-exact.
  ///
  ///     %2 = softmax %0 : float(500, 10)
  ///     %3 = gatherByLabel %2, %1 : float(500,)
  ///     %4 = log %3 : float(500,)
  ///     …
  ///     %8 = divide %7, %3 : float(500,)
  ///     %9 = scatterByLabel(10) %8, %1 : float(500, 10)
  ///     %10 = softmaxGradient %2, %9 : float(500, 10)
  ///
  /// becomes
  ///
  ///     %2 = softmax %0 : float(500, 10)
  ///     %3 = logSoftmax %0 : float(500, 10)
  ///     %4 = gatherByLabel %3, %1 : float(500,)
  ///     …
  ///     %8 = scatterByLabel(10) %7, %1 : float(500, 10)
  ///     %9 = reshape(500, 1) %7 : float(500, 1)
  ///     %10 = multiply %2, %9 : float(500, 10)
  ///     %11 = subtract %8, %10 : float(500, 10)
  ///
  /// A probability p that is 0 has the logarithm -∞ and divides by zero. But with the gradient d of
  /// the logarithm, `p * (d / p - sum(d / p * p))` is `d - p * sum(d)`, which is finite: of a
  /// gathered row it is `(oneHot - p) * d`.
  ///
  /// Elements may be moved between the softmax and the logarithm in any way that leaves them what
  /// they are (Theano's `local_advanced_indexing_crossentropy_onehot` and its gradient).
  public static let stabilizeLogSoftmax = Pass(name: "stabilize-log-softmax", .moreAccurate) {
    graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      if node.function == .log, rewriter.type(of: node.operands[0]) == node.types[0] {
        return try rewriter.logSoftmax(node.operands[0], for: node)
      }
      guard case .softmaxGradient = node.operation else { return nil }
      return try rewriter.softmaxGradient(node.operands[0], node.operands[1], for: node)
    }
  }
}

extension GraphRewriter {
  /// The logarithm of a softmax whose elements may have been moved, or `nil` for anything else.
  fileprivate mutating func logSoftmax(_ value: Value, for node: Node) throws -> Value? {
    var source = self[value]
    var moves: [Node] = []
    while true {
      switch source.operation {
      case .softmax:
        let logarithm = try add(.logSoftmax, source.operands, for: node)
        return try moved(logarithm, by: moves, for: node)
      case .reshape, .dimshuffle, .gatherByLabel, .slice, .sliceRows, .take:
        moves.append(source)
        source = self[source.operands[0]]
      default:
        return nil
      }
    }
  }

  /// A value with its elements moved as nodes do it, the last of them first.
  private mutating func moved(
    _ value: Value, by moves: [Node], for node: Node
  ) throws -> Value {
    var value = value
    for move in moves.reversed() {
      value = try add(move.operation, [value] + move.operands.dropFirst(), for: node)
    }
    return value
  }

  /// The gradient at the logits, where the gradient at the probabilities is divided by them, or `nil`
  /// where it is not. A sum may have some terms that are.
  fileprivate mutating func softmaxGradient(
    _ probabilities: Value, _ gradient: Value, for node: Node
  ) throws -> Value? {
    func terms(_ value: Value) -> [Value] {
      guard quotient(of: value, over: probabilities) == nil,
        let terms = operands(of: value, .add),
        terms.allSatisfy({ type(of: $0) == type(of: value) })
      else { return [] }
      return terms
    }
    var gradients: [Value: Value] = [:]
    for (part, terms) in Self.partsFirst(gradient, parts: terms).map({ ($0, terms($0)) }) {
      if let quotient = quotient(of: part, over: probabilities) {
        let d = try numerator(of: quotient, for: node)
        let product = try add(.multiply, [probabilities, sumOfRows(d, for: node)], for: node)
        gradients[part] = try add(.subtract, [d, product], for: node)
      } else if terms.contains(where: { gradients[$0] != nil }) {
        let values = try terms.map { term in
          try gradients[term] ?? add(.softmaxGradient, [probabilities, term], for: node)
        }
        gradients[part] = try add(.add, values, for: node)
      }
    }
    return gradients[gradient]
  }

  /// The sum of each row (N, 1).
  private mutating func sumOfRows(_ value: Value, for node: Node) throws -> Value {
    if case .scatterByLabel = self[value].operation {
      // All of a row but one element is 0.
      let rows = type(of: value).shape[0]
      return try add(.reshape([rows, 1]), [self[value].operands[0]], for: node)
    }
    return try add(.reduce(.sum, axes: [1], keepsDimensions: true), [value], for: node)
  }

  /// A quotient, and the nodes that move its elements to where they are, outermost first.
  private struct MovedQuotient {
    let quotient: Value
    let moves: [Node]
  }

  /// What is divided by the probabilities, element by element, before it is moved to where it is:
  /// d where the gradient is d / p, and the moved d where it is d / q, moved, with q the elements of
  /// p moved the other way.
  private mutating func numerator(of moved: MovedQuotient, for node: Node) throws -> Value {
    // The sum is over all columns, also where they are the same.
    let d = try spread(
      self[moved.quotient].operands[0], over: type(of: moved.quotient).shape, for: node)
    return try self.moved(d, by: moved.moves, for: node)
  }

  /// The quotient by the probabilities that a gradient is, with elements moved.
  private func quotient(of gradient: Value, over probabilities: Value) -> MovedQuotient? {
    var value = gradient
    var moves: [(node: Node, forward: Operation)] = []
    while operands(of: value, .divide) == nil {
      let source = self[value]
      guard let operand = source.operands.first, let forward = forward(of: source) else {
        return nil
      }
      moves.append((source, forward))
      value = operand
    }
    guard var denominator = operands(of: value, .divide)?[1] else { return nil }
    for (move, forward) in moves.reversed() {
      let moved = self[denominator]
      guard moved.operation == forward, moved.operands.dropFirst() == move.operands.dropFirst()
      else { return nil }
      denominator = moved.operands[0]
    }
    guard isSame(denominator, probabilities) else { return nil }
    return MovedQuotient(quotient: value, moves: moves.map(\.node))
  }

  /// The operation whose gradient moves elements as the node does, if it does nothing else.
  private func forward(of node: Node) -> Operation? {
    guard let operand = node.operands.first else { return nil }
    let shape = type(of: operand).shape
    switch node.operation {
    case .reshape: return .reshape(shape)
    case .scatterByLabel: return .gatherByLabel
    case .place(let slicing, _): return .slice(slicing)
    case .dimshuffle(let order):
      return .dimshuffle(shape.extents.indices.map { axis in order.firstIndex(of: axis) })
    default: return nil
    }
  }
}
