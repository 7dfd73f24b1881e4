import GraphIR

extension Pass {
  /// Takes the logarithm of a softmax, and its gradient, without the exponentials between that
  /// vanish.
  ///
  ///     %1 = softmax %0 : float(500, 10)
  ///     %2 = log %1 : float(500, 10)
  ///     …
  ///     %8 = divide %7, %1 : float(500, 10)
  ///     %9 = softmaxGradient %1, %8 : float(500, 10)
  ///
  /// becomes
  ///
  ///     %1 = softmax %0 : float(500, 10)
  ///     %2 = logSoftmax %0 : float(500, 10)
  ///     …
  ///     %8 = sum(axes: [1], keepingDimensions) %7 : float(500, 1)
  ///     %9 = multiply %1, %8 : float(500, 10)
  ///     %10 = subtract %7, %9 : float(500, 10)
  ///
  /// A probability p that is 0 has the logarithm -∞ and divides by zero. But with the gradient d of
  /// the logarithm, `p * (d / p - sum(d / p * p))` is `d - p * sum(d)`, which is finite.
  public static let stabilizeLogSoftmax = Pass(name: "stabilize-log-softmax") { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      if node.function == .log, case .softmax = rewriter[node.operands[0]].operation,
        rewriter.type(of: node.operands[0]) == node.types[0]
      {
        return try rewriter.add(.logSoftmax, rewriter[node.operands[0]].operands, for: node)
      }
      guard case .softmaxGradient = node.operation else { return nil }
      let probabilities = node.operands[0]
      let quotient = rewriter[node.operands[1]]
      guard quotient.function == .divide, quotient.operands[1] == probabilities else { return nil }
      var gradient = quotient.operands[0]
      if rewriter.type(of: gradient) != node.types[0] {
        // The sum is over all columns, also where they are the same.
        let shape = node.types[0].shape
        gradient = try rewriter.add(.elementwise(.identity, shape), [gradient], for: node)
      }
      let total = try rewriter.add(
        .reduce(.sum, axes: [1], keepsDimensions: true), [gradient], for: node)
      let product = try rewriter.add(.multiply, [probabilities, total], for: node)
      return try rewriter.add(.subtract, [gradient, product], for: node)
    }
  }
}
