import GraphIR

extension Pass {
  /// Takes logarithms of a sigmoid and of its complement, and their gradients, without the sigmoid
  /// that vanishes or becomes 1. More accurate, not bit-exact.
  ///
  ///     %1 = sigmoid %0 : float(500,)
  ///     %2 = log %1 : float(500,)
  ///     %4 = subtract %3, %1 : float(500,)         (%3 is 1)
  ///     %5 = log %4 : float(500,)
  ///     …
  ///     %7 = divide %6, %1 : float(500,)
  ///     %8 = multiply %7, %1 : float(500,)
  ///     %9 = multiply %8, %4 : float(500,)
  ///
  /// becomes
  ///
  ///     %1 = negate %0 : float(500,)
  ///     %2 = softplus %1 : float(500,)
  ///     %3 = negate %2 : float(500,)
  ///     %4 = sigmoid %1 : float(500,)
  ///     %5 = softplus %0 : float(500,)
  ///     %6 = negate %5 : float(500,)
  ///     …
  ///     %9 = multiply %7, %4 : float(500,)         (%7 is what %6 was)
  ///
  /// `log(sigmoid(x))` is `-softplus(-x)`, `1 - sigmoid(x)` is `sigmoid(-x)`, and `log(1 - sigmoid(x))`
  /// is `-softplus(x)` (Theano's `local_1msigmoid` and `log1msigm_to_softplus`). In the gradient
  /// `g / s * s * (1 - s)` of the logarithm of s, the s that may be 0 cancels.
  public static let stabilizeSigmoid = Pass(name: "stabilize-sigmoid", .moreAccurate) { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      let shape = node.types[0].shape
      switch node.function {
      case .log:
        guard let x = rewriter.operands(of: node.operands[0], .sigmoid)?[0] else { return nil }
        let opposite = try rewriter.negated(x, for: node)
        return try rewriter.negatedSoftplus(of: opposite, over: shape, for: node)
      case .log1p:
        guard let complement = rewriter.operands(of: node.operands[0], .negate)?[0],
          let x = rewriter.operands(of: complement, .sigmoid)?[0]
        else { return nil }
        return try rewriter.negatedSoftplus(of: x, over: shape, for: node)
      case .subtract:
        guard rewriter.isNumber(node.operands[0], 1),
          let x = rewriter.operands(of: node.operands[1], .sigmoid)?[0]
        else { return nil }
        let opposite = try rewriter.negated(x, for: node)
        return try rewriter.add(.elementwise(.sigmoid, shape), [opposite], for: node)
      case .multiply:
        guard let slope = SigmoidSlope(node, in: rewriter),
          let gradient = try slope.times(slope.gradient, &rewriter, for: node)
        else { return nil }
        return try rewriter.spread(gradient, over: shape, for: node)
      default:
        return nil
      }
    }
  }
}

extension GraphRewriter {
  fileprivate mutating func negatedSoftplus(
    of x: Value, over shape: Shape, for node: Node
  ) throws -> Value {
    let softplus = try add(.softplus, [x], for: node)
    return try add(.elementwise(.negate, shape), [softplus], for: node)
  }
}

/// The gradient of a sigmoid s, `gradient * s * (1 - s)`, where 1 - s has become a sigmoid itself.
private struct SigmoidSlope {
  let gradient: Value
  private let sigmoid: Value
  private let complement: Value

  init?(_ node: Node, in graph: GraphRewriter) {
    guard let product = graph.operands(of: node.operands[0], .multiply),
      let x = graph.operands(of: product[1], .sigmoid)?[0],
      let y = graph.operands(of: node.operands[1], .sigmoid)?[0], graph.areOpposite(x, y)
    else { return nil }
    gradient = product[0]
    sigmoid = product[1]
    complement = node.operands[1]
  }

  /// The product of the slope with a value that is divided by s or by 1 - s, or has terms that are;
  /// `nil` where there is nothing to cancel.
  func times(
    _ value: Value, _ graph: inout GraphRewriter, for node: Node
  ) throws -> Value? {
    var products: [Value: Value] = [:]
    let order = GraphRewriter.partsFirst(value) { part in
      switch graph[part].function {
      case .negate, .add, .subtract: graph[part].operands
      default: []
      }
    }
    for part in order {
      products[part] = try times(part, products, &graph, for: node)
    }
    return products[value]
  }

  /// The same for a value whose parts' products are known, as far as there are any.
  private func times(
    _ value: Value, _ products: [Value: Value], _ graph: inout GraphRewriter, for node: Node
  ) throws -> Value? {
    let operands = graph[value].operands
    switch graph[value].function {
    case .divide where graph.isSame(operands[1], sigmoid):
      return try graph.add(.multiply, [operands[0], complement], for: node)
    case .divide where graph.isSame(operands[1], complement):
      return try graph.add(.multiply, [operands[0], sigmoid], for: node)
    case .negate:
      return try products[operands[0]].map { try graph.add(.negate, [$0], for: node) }
    case .add, .subtract:
      guard operands.contains(where: { products[$0] != nil }) else { return nil }
      var terms: [Value] = []
      for operand in operands {
        terms.append(try products[operand] ?? product(operand, &graph, for: node))
      }
      return try graph.add(graph[value].function ?? .add, terms, for: node)
    default:
      return nil
    }
  }

  private func product(
    _ value: Value, _ graph: inout GraphRewriter, for node: Node
  ) throws -> Value {
    let half = try graph.add(.multiply, [value, sigmoid], for: node)
    return try graph.add(.multiply, [half, complement], for: node)
  }
}
