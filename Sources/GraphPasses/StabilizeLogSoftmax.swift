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
    let source = self[value]
    switch source.operation {
    case .softmax:
      return try add(.logSoftmax, source.operands, for: node)
    case .reshape, .dimshuffle, .gatherByLabel, .slice, .sliceRows, .take:
      guard let logarithm = try logSoftmax(source.operands[0], for: node) else { return nil }
      return try add(source.operation, [logarithm] + source.operands.dropFirst(), for: node)
    default:
      return nil
    }
  }

  /// The gradient at the logits, where the gradient at the probabilities is divided by them, or `nil`
  /// where it is not. A sum may have some terms that are.
  fileprivate mutating func softmaxGradient(
    _ probabilities: Value, _ gradient: Value, for node: Node
  ) throws -> Value? {
    let isProbabilities: Denominator = { $0.isSame($1, probabilities) }
    if let d = try numerator(of: gradient, over: isProbabilities, for: node) {
      let product = try add(.multiply, [probabilities, sumOfRows(d, for: node)], for: node)
      return try add(.subtract, [d, product], for: node)
    }
    guard let terms = operands(of: gradient, .add),
      terms.allSatisfy({ type(of: $0) == type(of: gradient) })
    else { return nil }
    let parts = try terms.map { try softmaxGradient(probabilities, $0, for: node) }
    guard parts.contains(where: { $0 != nil }) else { return nil }
    let values = try zip(parts, terms).map { part, term in
      try part ?? add(.softmaxGradient, [probabilities, term], for: node)
    }
    return try add(.add, values, for: node)
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

  /// Says whether a value is what a quotient has to be divided by.
  private typealias Denominator = (GraphRewriter, Value) -> Bool

  /// What is divided by the probabilities, element by element, before it is moved to where it is:
  /// d where the gradient is d / p, and the moved d where it is d / q, moved, with q the elements of
  /// p moved the other way.
  private mutating func numerator(
    of gradient: Value, over isDenominator: @escaping Denominator, for node: Node
  ) throws -> Value? {
    let source = self[gradient]
    if let quotient = operands(of: gradient, .divide) {
      guard isDenominator(self, quotient[1]) else { return nil }
      // The sum is over all columns, also where they are the same.
      return try spread(quotient[0], over: type(of: gradient).shape, for: node)
    }
    guard let operand = source.operands.first, let forward = forward(of: source) else { return nil }
    let isMoved: Denominator = { graph, value in
      graph[value].operation == forward
        && Array(graph[value].operands.dropFirst()) == Array(source.operands.dropFirst())
        && isDenominator(graph, graph[value].operands[0])
    }
    guard let d = try numerator(of: operand, over: isMoved, for: node) else { return nil }
    return try add(source.operation, [d] + source.operands.dropFirst(), for: node)
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
