import GraphIR

extension GradientRules {
  /// Axes in another order: da has them in a's order again.
  mutating func dimshuffle(_ order: [Int?]) throws -> Value {
    let rank = shape(of: node.operands[0]).rank
    // An axis that was left out has extent 1 and comes back as a new one.
    return try add(.dimshuffle((0..<rank).map { order.firstIndex(of: $0) }), gradient)
  }

  /// `y[n] = a[n, labels[n]]`: `da[n, m] = g[n]` where m is `labels[n]`, otherwise 0
  mutating func gatherByLabel() throws -> Value {
    let classes = shape(of: node.operands[0])[1]
    return try add(.scatterByLabel(classes: classes), gradient, node.operands[1])
  }

  /// `y = Σ a` over some axes: `da = g` at every place along them
  mutating func sum(over axes: [Int]) throws -> Value {
    let operand = shape(of: node.operands[0])
    let g = try reshape(gradient, to: operand.reduced(over: axes, keepingDimensions: true))
    return shape(of: g) == operand ? g : try add(.elementwise(.identity, operand), g)
  }
}
