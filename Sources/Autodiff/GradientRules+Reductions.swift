import GraphIR

extension GradientRules {
  /// `y` is the elements of a along some axes made one; da has the rule's value at every place
  /// along them.
  mutating func reduce(_ reduction: Reduction, over axes: [Int]) throws -> Value {
    let operand = shape(of: node.operands[0])
    let kept = operand.reduced(over: axes, keepingDimensions: true)
    let g = try reshape(gradient, to: kept)
    switch reduction {
    // y = Σ a: da = g
    case .sum: return shape(of: g) == operand ? g : try add(.elementwise(.identity, operand), g)
    // y = max a or min a: da = g where a = y, so that every tied element gets all of it (Theano)
    case .maximum, .minimum:
      let isChosen = try add(.equal, node.operands[0], reshape(result, to: kept))
      return try add(.select, isChosen, g, number(0))
    case .product: return try product(g, over: axes)
    }
  }

  /// `y = Π a`: da = g times the product of all others. Without zeros that is `g y / a`; beside one
  /// zero it is 0, but for the zero itself; beside two or more it is 0 everywhere (Theano's Prod).
  private mutating func product(_ g: Value, over axes: [Int]) throws -> Value {
    let a = node.operands[0]
    let isZero = try add(.equal, a, number(0))
    let count = try add(
      .reduce(.sum, axes: axes, keepsDimensions: true),
      add(.cast(node.types[0].elementType), isZero))
    let others = try add(.select, isZero, number(1), a)
    let product = try add(.reduce(.product, axes: axes, keepsDimensions: true), others)
    let besidesNone = try add(.divide, add(.multiply, g, product), others)
    let hasNone = try add(.equal, count, number(0))
    let isOnly = try add(.logicalAnd, isZero, add(.equal, count, number(1)))
    let atZeros = try add(.select, isOnly, add(.multiply, g, product), number(0))
    return try add(.select, hasNone, besidesNone, atZeros)
  }
}
