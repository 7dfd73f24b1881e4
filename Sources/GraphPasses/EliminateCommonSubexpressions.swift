import GraphIR

extension Pass {
  /// Computes only once what is the same operation on the same operands.
  ///
  ///     %1 = tanh %0 : float(500, 50)
  ///     %2 = tanh %0 : float(500, 50)
  ///     %3 = multiply %1, %2 : float(500, 50)
  ///
  /// becomes
  ///
  ///     %1 = tanh %0 : float(500, 50)
  ///     %3 = multiply %1, %1 : float(500, 50)
  ///
  /// The first one stays, with its location and, if it has one, its name.
  public static let eliminateCommonSubexpressions = Pass(
    name: "eliminate-common-subexpressions"
  ) { graph in
    var computed: [Subexpression: Value] = [:]
    return try GraphRewriter.rewrite(graph) { _, node, rewriter in
      let subexpression = Subexpression(operation: node.operation, operands: node.operands)
      if let value = computed[subexpression] { return value }
      let value = try rewriter.copy(node)
      computed[subexpression] = value
      return value
    }
  }
}

/// All that a value depends on.
private struct Subexpression: Hashable {
  let operation: Operation
  let operands: [Value]
}
