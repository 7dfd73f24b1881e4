import GraphIR

extension Pass {
  /// Takes factors out of sums that are the same for all that is summed, and signs.
  ///
  ///     %2 = multiply %0, %1 : float(128, 32, 16, 16)     where %1 is float(1, 32, 1, 1)
  ///     %3 = negate %2 : float(128, 32, 16, 16)
  ///     %4 = reduce sum(0, 2, 3) %3 : float(32,)
  ///
  /// becomes
  ///
  ///     %2 = reduce sum(0, 2, 3) %0 : float(32,)
  ///     %3 = reshape(32) %1 : float(32,)
  ///     %4 = multiply %2, %3 : float(32,)
  ///     %5 = negate %4 : float(32,)
  ///
  /// The gradients of a normalisation are full of such sums. What is left is often a sum that is
  /// wanted anyway, such as the gradient of the bias.
  public static let factorSums = Pass(name: "factor-sums", .otherOrder) { graph in
    try GraphRewriter.rewrite(graph) { _, node, rewriter in
      guard case .reduce(.sum, let axes, _) = node.operation,
        node.types[0].elementType.isFloatingPoint
      else { return nil }
      var factors: [Factor] = []
      var terms = node.operands[0]
      while let (factor, rest) = rewriter.factor(of: terms, over: axes) {
        factors.append(factor)
        terms = rest
      }
      guard !factors.isEmpty else { return nil }
      var sum = try rewriter.add(node.operation, [terms], for: node)
      for factor in factors.reversed() {
        sum = try rewriter.apply(factor, to: sum, for: node)
      }
      return sum
    }
  }
}

/// What a sum is multiplied by.
private enum Factor {
  case minusOne, two
  case multiply(Value)
  case divide(Value)
}

extension GraphRewriter {
  /// A factor of a value that is the same along some axes, and what is left without it.
  fileprivate func factor(of value: Value, over axes: [Int]) -> (factor: Factor, rest: Value)? {
    let node = self[value]
    let shape = node.types[0].shape
    func isConstant(_ operand: Value) -> Bool {
      let padded = type(of: operand).shape.padded(toRank: shape.rank)
      return axes.allSatisfy { padded[$0] == 1 }
        // The sum of one element is no sum.
        && axes.contains { shape[$0] > 1 }
    }
    func isWhole(_ operand: Value) -> Bool { type(of: operand).shape == shape }
    switch node.function {
    case .negate: return (.minusOne, node.operands[0])
    case .add where isWhole(node.operands[0]) && isSame(node.operands[0], node.operands[1]):
      return (.two, node.operands[0])
    case .multiply:
      for (rest, factor) in [(0, 1), (1, 0)]
      where isWhole(node.operands[rest]) && isConstant(node.operands[factor]) {
        return (.multiply(node.operands[factor]), node.operands[rest])
      }
      return nil
    case .divide where isWhole(node.operands[0]) && isConstant(node.operands[1]):
      return (.divide(node.operands[1]), node.operands[0])
    default: return nil
    }
  }

  /// The sum with a factor, in the sum's shape.
  fileprivate mutating func apply(
    _ factor: Factor, to sum: Value, for node: Node
  ) throws -> Value {
    switch factor {
    case .minusOne: return try add(.negate, [sum], for: node)
    case .two:
      let number = Literal(2, type: TensorType(node.types[0].elementType, .scalar))
      return try add(.multiply, [add(.constant(number), for: node), sum], for: node)
    case .multiply(let value):
      return try add(.multiply, [sum, reduced(value, of: node)], for: node)
    case .divide(let value):
      return try add(.divide, [sum, reduced(value, of: node)], for: node)
    }
  }

  /// What is the same along the axes of a sum, without them.
  private mutating func reduced(_ value: Value, of sum: Node) throws -> Value {
    let shape = type(of: value).shape
    // A single number spreads as it is.
    guard case .reduce(_, let axes, let keepsDimensions) = sum.operation,
      shape.rank > 0, !keepsDimensions
    else { return value }
    let rank = type(of: sum.operands[0]).shape.rank
    let padded = shape.padded(toRank: rank)
    let kept = (0..<rank).filter { !axes.contains($0) }.map { padded[$0] }
    return try add(.reshape(Shape(kept)), [value], for: sum)
  }
}
