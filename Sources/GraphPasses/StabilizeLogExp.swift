import GraphIR

extension Pass {
  /// Takes logarithms of what is near 1, and exponentials near it, without the rounding to 1, and
  /// without exponentials that overflow. More accurate, not bit-exact.
  ///
  ///     %2 = exp %0 : float(500,)
  ///     %3 = add %1, %2 : float(500,)              (%1 is 1)
  ///     %4 = log %3 : float(500,)
  ///     …
  ///     %6 = divide %5, %3 : float(500,)
  ///     %7 = multiply %6, %2 : float(500,)
  ///
  /// becomes
  ///
  ///     %4 = softplus %0 : float(500,)
  ///     …
  ///     %6 = sigmoid %0 : float(500,)
  ///     %7 = multiply %5, %6 : float(500,)
  ///
  /// So `log(1 + x)` is `log1p(x)`, `log(1 - x)` is `log1p(-x)`, `log1p(exp(x))` is `softplus(x)` and
  /// `exp(x) - 1` is `expm1(x)` (Theano's `local_log1p`, `log1pexp_to_softplus` and `local_expm1`).
  public static let stabilizeLogExp = Pass(name: "stabilize-log-exp", .moreAccurate) { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      let shape = node.types[0].shape
      switch node.function {
      case .log:
        let argument = node.operands[0]
        if let x = rewriter.operands(of: argument, .add).flatMap({ rewriter.partner(of: 1, in: $0) }
        ) {
          return try rewriter.log1p(x, over: shape, for: node)
        }
        guard let difference = rewriter.operands(of: argument, .subtract),
          rewriter.isNumber(difference[0], 1)
        else { return nil }
        let opposite = try rewriter.negated(difference[1], for: node)
        return try rewriter.log1p(opposite, over: shape, for: node)
      case .log1p:
        guard rewriter.operands(of: node.operands[0], .exp) != nil else { return nil }
        return try rewriter.log1p(node.operands[0], over: shape, for: node)
      case .subtract:
        guard rewriter.isNumber(node.operands[1], 1) else { return nil }
        return try rewriter.expm1(node.operands[0], over: shape, for: node)
      case .add:
        guard let power = rewriter.partner(of: -1, in: node.operands) else { return nil }
        return try rewriter.expm1(power, over: shape, for: node)
      case .multiply:
        guard let gradient = try rewriter.softplusGradient(node) else { return nil }
        return try rewriter.spread(gradient, over: shape, for: node)
      default:
        return nil
      }
    }
  }
}

extension GraphRewriter {
  /// `log(1 + x)`.
  fileprivate mutating func log1p(_ x: Value, over shape: Shape, for node: Node) throws -> Value {
    if let power = operands(of: x, .exp) {
      return try add(.elementwise(.softplus, shape), power, for: node)
    }
    return try add(.elementwise(.log1p, shape), [x], for: node)
  }

  /// `power - 1`, where it is a power of e.
  fileprivate mutating func expm1(
    _ power: Value, over shape: Shape, for node: Node
  ) throws -> Value? {
    guard let x = operands(of: power, .exp) else { return nil }
    return try add(.elementwise(.expm1, shape), x, for: node)
  }

  /// `g / (1 + exp(x)) * exp(x)` as `g * sigmoid(x)`.
  fileprivate mutating func softplusGradient(_ node: Node) throws -> Value? {
    guard let x = operands(of: node.operands[1], .exp),
      let quotient = operands(of: node.operands[0], .divide),
      let power = operands(of: quotient[1], .add).flatMap({ partner(of: 1, in: $0) }),
      isSame(power, node.operands[1])
    else { return nil }
    let slope = try add(.sigmoid, x, for: node)
    return try add(.multiply, [quotient[0], slope], for: node)
  }
}
