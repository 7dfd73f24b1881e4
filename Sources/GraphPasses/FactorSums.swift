import GraphIR

extension Pass {
  /// Takes factors out of sums that are the same for all that is summed, and signs; drops sums of
  /// distances from the mean.
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
  /// wanted anyway, such as the gradient of the bias, or one of distances from the mean,
  ///
  ///     %1 = reduce sum(0, 2, 3) %0 : float(32,)
  ///     %2 = constant(32768.0) : float()                  the number of elements of a channel
  ///     %3 = divide %1, %2 : float(32,)
  ///     %4 = dimshuffle(x, 0, x, x) %3 : float(1, 32, 1, 1)
  ///     %5 = subtract %0, %4 : float(128, 32, 16, 16)
  ///     %6 = reduce sum(0, 2, 3) %5 : float(32,)
  ///
  /// which is 0 but for rounding: `%6 = constant(-0.0)`, which changes nothing that it is added to.
  /// Where an element is NaN or infinite, the sum would be NaN, and is not.
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
      if rewriter.isDistanceFromMean(terms, over: axes) {
        return try rewriter.add(
          .constant(Literal(type: node.types[0], scalars: [.real(-0.0)])), for: node)
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
    case .negate where isWhole(node.operands[0]): return (.minusOne, node.operands[0])
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

  /// Whether elements are distances from their own mean along some axes.
  fileprivate func isDistanceFromMean(_ value: Value, over axes: [Int]) -> Bool {
    let node = self[value]
    guard node.function == .subtract else { return false }
    let (elements, shape) = (node.operands[0], node.types[0].shape)
    let spread = type(of: node.operands[1]).shape.padded(toRank: shape.rank)
    guard type(of: elements).shape == shape,
      shape.extents.indices.allSatisfy({ spread[$0] == (axes.contains($0) ? 1 : shape[$0]) })
    else { return false }
    let quotient = self[unmoved(node.operands[1])]
    guard quotient.function == .divide else { return false }
    let sum = self[quotient.operands[0]]
    guard case .reduce(.sum, let summed, _) = sum.operation, Set(summed) == Set(axes) else {
      return false
    }
    let count = axes.reduce(1.0) { $0 * Double(shape[$1]) }
    return sum.operands[0] == elements && isNumber(quotient.operands[1], count)
  }

  /// The value before reshapes, and before dimshuffles that keep the order of its axes.
  private func unmoved(_ value: Value) -> Value {
    var value = value
    while true {
      switch self[value].operation {
      case .reshape: value = self[value].operands[0]
      case .dimshuffle(let order):
        let axes = order.compactMap { $0 }
        guard axes == axes.sorted() else { return value }
        value = self[value].operands[0]
      default: return value
      }
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
