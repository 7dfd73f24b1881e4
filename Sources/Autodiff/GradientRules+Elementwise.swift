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
    // y = a^b: da = g b a^(b - 1), db = g y log a, or 0 where a is 0 (Theano's Pow)
    case .power: return try power(arguments, at: position)
    // y = min(a, b) or max(a, b): g goes to a where y is a, otherwise to b (Theano's Minimum)
    case .minimum, .maximum:
      let isFirst = try add(.equal, y, arguments[0])
      return position == 0
        ? try add(.select, isFirst, g, number(0)) : try add(.select, isFirst, number(0), g)
    // y = -a: da = -g
    case .negate: return try add(.negate, g)
    // y = |a|: da = g sign a, which is 0 at 0
    case .abs: return try add(.multiply, g, add(.sign, arguments[0]))
    // y = sign a: da = 0
    case .sign: return try add(.elementwise(.identity, shape(of: y)), number(0))
    // y = √a: da = g / (2 y)
    case .sqrt: return try add(.divide, g, add(.multiply, number(2), y))
    // y = exp a: da = g y
    case .exp: return try add(.multiply, g, y)
    // y = exp(a) - 1: da = g exp a
    case .expm1: return try add(.multiply, g, add(.exp, arguments[0]))
    // y = log a: da = g / a
    case .log: return try add(.divide, g, arguments[0])
    // y = log(1 + a): da = g / (1 + a)
    case .log1p: return try add(.divide, g, add(.add, number(1), arguments[0]))
    // y = sin a: da = g cos a
    case .sin: return try add(.multiply, g, add(.cos, arguments[0]))
    // y = cos a: da = -g sin a
    case .cos: return try add(.negate, add(.multiply, g, add(.sin, arguments[0])))
    // y = tanh a: da = g (1 - y y)
    case .tanh:
      return try add(.multiply, g, add(.subtract, number(1), add(.multiply, y, y)))
    // y = 1 / (1 + exp(-a)): da = g y (1 - y)
    case .sigmoid:
      return try add(.multiply, add(.multiply, g, y), add(.subtract, number(1), y))
    // y = erf a: da = g 2 / √π exp(-a²)
    case .erf:
      let bell = try add(.exp, add(.negate, add(.multiply, arguments[0], arguments[0])))
      return try add(.multiply, g, add(.multiply, number(2 / Double.pi.squareRoot()), bell))
    // y = log(1 + exp a): da = g sigmoid a
    case .softplus: return try add(.multiply, g, add(.sigmoid, arguments[0]))
    // y = (a + |a|) / 2: da = g (1 + sign a) / 2, which is g / 2 at 0 (Theano's relu)
    case .relu:
      let half = try number(0.5)
      let slope = try add(.add, half, add(.multiply, half, add(.sign, arguments[0])))
      return try add(.multiply, g, slope)
    // y = a where a is positive, otherwise 0: da = g sign y, which is 0 at 0
    case .rectify: return try add(.multiply, g, add(.sign, y))
    // y = a where c, otherwise b: da = g where c, otherwise 0; db = 0 where c, otherwise g
    case .select:
      return position == 1
        ? try add(.select, arguments[0], g, number(0))
        : try add(.select, arguments[0], number(0), g)
    // y = a: da = g within the bounds, and NaN where g is (Theano's GradClip)
    case .clipGradient(let low, let high):
      return try add(.minimum, add(.maximum, g, number(low)), number(high))
    // y = a in another type: da = g in a's type
    case .cast: return try add(.cast(builder.type(of: arguments[0]).elementType), g)
    // Their operands or results are no floating-point numbers, so that no gradient comes back
    // through them.
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .logicalAnd, .logicalOr,
      .logicalXor, .logicalNot, .uniform, .stopGradient:
      throw noGradient
    }
  }

  private mutating func power(_ arguments: [Value], at position: Int) throws -> Value {
    let (a, b) = (arguments[0], arguments[1])
    if position == 0 {
      let slope = try add(.multiply, b, add(.power, a, add(.subtract, b, number(1))))
      return try add(.multiply, gradient, slope)
    }
    let product = try add(.multiply, add(.multiply, gradient, result), add(.log, a))
    return try add(.select, add(.equal, a, number(0)), number(0), product)
  }

  mutating func number(_ value: Double) throws -> Value {
    try add(.constant(Literal(value, type: TensorType(node.types[0].elementType, .scalar))))
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
