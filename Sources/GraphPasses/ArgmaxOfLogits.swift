import GraphIR

extension Pass {
  /// Finds the most probable class without the probabilities.
  ///
  ///     %1 = softmax %0 : float(500, 10)
  ///     %2 = argmax(axis: 1) %1 : int64(500,)
  ///
  /// becomes
  ///
  ///     %2 = argmax(axis: 1) %0 : int64(500,)
  ///
  /// The softmax and its logarithm keep the order of each row (Theano's `local_argmax_pushdown`).
  /// More accurate, not bit-exact: of logits so close that their probabilities are rounded to the
  /// same number, the largest is found rather than the first, and in a row where a NaN or an
  /// infinite logit makes every probability NaN, it is that logit rather than the first.
  ///
  /// Theano does the same for tanh, sigmoid, exp, log and softplus of single elements. Here they
  /// stay: where they saturate, many elements are equal and the first of them is the result, and
  /// log makes NaN of negative numbers, which counts as the largest.
  public static let argmaxOfLogits = Pass(name: "argmax-of-logits", .moreAccurate) { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      guard case .argmax(let axis) = node.operation,
        let logits = try rewriter.logits(node.operands[0], along: axis, for: node)
      else { return nil }
      return try rewriter.add(node.operation, [logits], for: node)
    }
  }
}

extension GraphRewriter {
  /// Values that have the order of a softmax along an axis, with elements moved as they are there;
  /// `nil` where there is no softmax along it.
  fileprivate mutating func logits(_ value: Value, along axis: Int, for node: Node) throws -> Value?
  {
    var (value, axis) = (value, axis)
    // What moves elements outside of the innermost softmax so far, and outside of the value.
    var movesOfLogits: [Operation] = []
    var moves: [Operation] = []
    var logits: Value?
    walk: while true {
      let source = self[value]
      switch source.operation {
      case .softmax, .logSoftmax:
        guard axis == 1 else { break walk }
        logits = source.operands[0]
        movesOfLogits = moves
      case .reshape(let shape):
        // The last axis stays what it is where its extent does.
        let operand = type(of: source.operands[0]).shape
        guard axis == shape.rank - 1, operand.rank > 0,
          operand[operand.rank - 1] == shape[axis]
        else { break walk }
        axis = operand.rank - 1
        moves.append(source.operation)
      case .dimshuffle(let order):
        guard let from = order[axis] else { break walk }
        axis = from
        moves.append(source.operation)
      default:
        break walk
      }
      value = source.operands[0]
    }
    guard var result = logits else { return nil }
    for operation in movesOfLogits.reversed() {
      result = try add(operation, [result], for: node)
    }
    return result
  }
}
