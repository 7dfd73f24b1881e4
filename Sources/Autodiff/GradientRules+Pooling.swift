import GraphIR

// A sum, an average, and the choice of given positions are linear: what takes the gradient back
// through one is its transpose, and the transpose of that is the pooling again. Which positions are
// maxima does not change in the small, so that these and what they are compared with get zeros.

extension GradientRules {
  /// `y = maxPool2d(a)`: da is g at every position equal to its window's maximum,
  /// otherwise 0; `y = sumPool2d(a)`: da is g at every position, an average divides it
  mutating func pool2d(_ pooling: Pooling) throws -> Value {
    let a = node.operands[0]
    if pooling.mode == .max { return try add(.maxPool2dGradient(pooling), a, result, gradient) }
    return try add(.pool2dGradient(pooling, inputShape: shape(of: a)), gradient)
  }

  /// `y` is `v` at the maxima of `a`: `dv` is the sum of g over each window's maxima, `da = 0`
  mutating func maxPool2dGradient(_ pooling: Pooling, at position: Int) throws -> Value {
    let (a, maxima) = (node.operands[0], node.operands[1])
    return position == 2
      ? try add(.maxPool2dMaskedSum(pooling), a, maxima, gradient) : try zeros(at: position)
  }

  /// `y` is the sum of `v` over each window's maxima of `a`: `dv` is g at the maxima, `da = 0`
  mutating func maxPool2dMaskedSum(_ pooling: Pooling, at position: Int) throws -> Value {
    let (a, maxima) = (node.operands[0], node.operands[1])
    return position == 2
      ? try add(.maxPool2dGradient(pooling), a, maxima, gradient) : try zeros(at: position)
  }

  private mutating func zeros(at position: Int) throws -> Value {
    try add(.constant(Literal(0, type: builder.type(of: node.operands[position]))))
  }
}
