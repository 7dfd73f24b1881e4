import GraphIR

extension GradientRules {
  /// The gradient at one argument of a function, summed back to the argument's own shape.
  mutating func elementwise(
    _ function: ElementwiseFunction, _ arguments: [Value], at position: Int
  ) throws -> Value {
    let a = arguments[position]
    return try sum(derivative(of: function, arguments, at: position), backTo: shape(of: a))
  }

  /// The same in the shape of the result.
  private mutating func derivative(
    of function: ElementwiseFunction, _ arguments: [Value], at position: Int
  ) throws -> Value {
    let g = gradient
    let y = result
    switch function {
    // y = a + b: da = g, db = g
    case .add, .identity: return g
    // y = a - b: da = g, db = -g
    case .subtract: return position == 0 ? g : try add(.negate, g)
    // y = a b: da = g b, db = g a
    case .multiply: return try add(.multiply, g, arguments[1 - position])
    // y = a / b: da = g / b, db = -g y / b
    case .divide:
      let numerator = position == 0 ? g : try add(.negate, add(.multiply, g, y))
      return try add(.divide, numerator, arguments[1])
    // y = -a: da = -g
    case .negate: return try add(.negate, g)
    // y = exp a: da = g y
    case .exp: return try add(.multiply, g, y)
    // y = log a: da = g / a
    case .log: return try add(.divide, g, arguments[0])
    // y = tanh a: da = g (1 - y y)
    case .tanh:
      return try add(.multiply, g, add(.subtract, one(), add(.multiply, y, y)))
    // y = 1 / (1 + exp(-a)): da = g y (1 - y)
    case .sigmoid:
      return try add(.multiply, add(.multiply, g, y), add(.subtract, one(), y))
    // y = a in another type: da = g in a's type
    case .cast: return try add(.cast(builder.type(of: arguments[0]).elementType), g)
    // Their results are no floating-point numbers, so that no gradient comes back through them.
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: throw noGradient
    }
  }

  private mutating func one() throws -> Value {
    try add(.constant(Literal(1, type: TensorType(node.types[0].elementType, .scalar))))
  }

  /// What an operand that was broadcast gets: each of its elements the sum over all its copies.
  private mutating func sum(_ value: Value, backTo shape: Shape) throws -> Value {
    let full = self.shape(of: value)
    let padded = shape.padded(toRank: full.rank)
    let axes = (0..<full.rank).filter { $0 < full.rank - shape.rank || padded[$0] != full[$0] }
    guard !axes.isEmpty else { return value }
    return try reshape(add(.reduce(.sum, axes: axes, keepsDimensions: false), value), to: shape)
  }
}
