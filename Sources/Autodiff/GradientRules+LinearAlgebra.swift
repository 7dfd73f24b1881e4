import GraphIR

extension GradientRules {
  /// `y = A B`: `dA = g Bᵀ`, `dB = Aᵀ g`, and the transpose of that where the operand itself is the
  /// transpose of A or B.
  mutating func dot(
    _ transposesLeft: Bool, _ transposesRight: Bool, at position: Int
  ) throws -> Value {
    let (left, right) = (node.operands[0], node.operands[1])
    switch (position, transposesLeft, transposesRight) {
    case (0, false, _):
      return try dot(gradient, right, transposesRight: !transposesRight)
    case (0, true, _):
      return try dot(right, gradient, transposesLeft: transposesRight, transposesRight: true)
    case (_, _, false):
      return try dot(left, gradient, transposesLeft: !transposesLeft)
    case (_, _, true):
      return try dot(gradient, left, transposesLeft: true, transposesRight: transposesLeft)
    }
  }

  private mutating func dot(
    _ left: Value, _ right: Value, transposesLeft: Bool = false, transposesRight: Bool = false
  ) throws -> Value {
    try add(.dot(transposesLeft: transposesLeft, transposesRight: transposesRight), left, right)
  }

  /// `y = log softmax(a)`: `da = g - softmax(a) Σ g` over the last axis
  mutating func logSoftmax() throws -> Value {
    let total = try sumOfRows(gradient)
    return try add(
      .subtract, gradient, add(.multiply, add(.softmax, node.operands[0]), total))
  }

  /// `y = p (a - Σ a p)`, from softmax's result p and a gradient a at it:
  /// `da = p (g - Σ g p)`, `dp = g (a - Σ a p) - a Σ g p`
  mutating func softmaxGradient(at position: Int) throws -> Value {
    let (p, a) = (node.operands[0], node.operands[1])
    if position == 1 { return try add(.softmaxGradient, p, gradient) }
    let centred = try add(.subtract, a, sumOfRows(add(.multiply, a, p)))
    let total = try sumOfRows(add(.multiply, gradient, p))
    return try add(
      .subtract, add(.multiply, gradient, centred), add(.multiply, a, total))
  }

  /// From (N, M) to (N, 1).
  private mutating func sumOfRows(_ value: Value) throws -> Value {
    try add(.reduce(.sum, axes: [1], keepsDimensions: true), value)
  }
}
