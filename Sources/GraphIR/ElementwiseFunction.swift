import Foundation

/// A function of single elements, applied to whole tensors with broadcasting.
public enum ElementwiseFunction: Sendable, Hashable {
  /// Arithmetic. Integers wrap around, and their quotients drop the fraction; a quotient by zero
  /// is zero, as in NumPy.
  case add, subtract, multiply, divide, negate
  /// `a` to the power of `b`. Integers wrap around; a negative power of one drops the fraction.
  case power
  /// The smaller and the larger of two numbers, and NaN where either is one.
  case minimum, maximum
  /// The absolute value.
  case abs
  /// -1, 0 or 1, as the number is less than, equal to or greater than 0; NaN stays NaN.
  case sign
  /// The usual functions of mathematical libraries, and `1 / (1 + exp(-x))`.
  case sqrt, exp, expm1, log, log1p, sin, cos, tanh, sigmoid
  /// The error function `2 / √π ∫ exp(-t²) dt` from 0 to x.
  case erf
  /// `log(1 + exp(x))`, without overflow.
  case softplus
  /// The number itself where it is positive, otherwise 0. The derivative at 0 is 1/2 (Theano's).
  case relu
  /// The same function with a derivative of 0 at 0.
  case rectify
  /// Whether two elements compare as the name says; a NaN is unequal to everything.
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  /// Connections of truth values.
  case logicalAnd, logicalOr, logicalXor, logicalNot
  /// The second operand where the first is true, otherwise the third.
  case select
  /// A number from 0 up to 1 that looks random: what the counter-based generator gives for a key
  /// and a counter (`CounterBasedGenerator`).
  case uniform(ElementType)
  /// The operand itself; what spreads a tensor over a larger shape.
  case identity
  /// The operand itself, a constant for gradients (`consider_constant` of Theano).
  case stopGradient
  /// The operand itself, whose gradient is kept within bounds (`grad_clip` of Theano).
  case clipGradient(Double, Double)
  /// The element in another type.
  case cast(ElementType)

  /// Which operands a function takes.
  enum OperandKind: Sendable {
    case any, numeric, floatingPoint, boolean, int64
    /// A boolean, and then two of any type.
    case choice
  }

  /// What must be known of a function to give it a type and a name.
  private struct Signature {
    let name: String
    let arity: Int
    let operands: OperandKind
    /// The element type of the result, or `nil` for that of the last operand.
    var result: ElementType?

    init(_ name: String, _ arity: Int, _ operands: OperandKind, result: ElementType? = nil) {
      self.name = name
      self.arity = arity
      self.operands = operands
      self.result = result
    }
  }

  private var signature: Signature {
    switch self {
    case .add: Signature("add", 2, .numeric)
    case .subtract: Signature("subtract", 2, .numeric)
    case .multiply: Signature("multiply", 2, .numeric)
    case .divide: Signature("divide", 2, .numeric)
    case .negate: Signature("negate", 1, .numeric)
    case .power: Signature("power", 2, .numeric)
    case .minimum: Signature("minimum", 2, .numeric)
    case .maximum: Signature("maximum", 2, .numeric)
    case .abs: Signature("abs", 1, .numeric)
    case .sign: Signature("sign", 1, .numeric)
    case .sqrt: Signature("sqrt", 1, .floatingPoint)
    case .exp: Signature("exp", 1, .floatingPoint)
    case .expm1: Signature("expm1", 1, .floatingPoint)
    case .log: Signature("log", 1, .floatingPoint)
    case .log1p: Signature("log1p", 1, .floatingPoint)
    case .sin: Signature("sin", 1, .floatingPoint)
    case .cos: Signature("cos", 1, .floatingPoint)
    case .tanh: Signature("tanh", 1, .floatingPoint)
    case .sigmoid: Signature("sigmoid", 1, .floatingPoint)
    case .erf: Signature("erf", 1, .floatingPoint)
    case .softplus: Signature("softplus", 1, .floatingPoint)
    case .relu: Signature("relu", 1, .floatingPoint)
    case .rectify: Signature("rectify", 1, .floatingPoint)
    case .equal: Signature("equal", 2, .any, result: .bool)
    case .notEqual: Signature("notEqual", 2, .any, result: .bool)
    case .less: Signature("less", 2, .any, result: .bool)
    case .lessOrEqual: Signature("lessOrEqual", 2, .any, result: .bool)
    case .greater: Signature("greater", 2, .any, result: .bool)
    case .greaterOrEqual: Signature("greaterOrEqual", 2, .any, result: .bool)
    case .logicalAnd: Signature("logicalAnd", 2, .boolean)
    case .logicalOr: Signature("logicalOr", 2, .boolean)
    case .logicalXor: Signature("logicalXor", 2, .boolean)
    case .logicalNot: Signature("logicalNot", 1, .boolean)
    case .select: Signature("where", 3, .choice)
    case .uniform(let type): Signature("uniform", 2, .int64, result: type)
    case .identity: Signature("broadcast", 1, .any)
    case .stopGradient: Signature("stopGradient", 1, .any)
    case .clipGradient: Signature("clipGradient", 1, .floatingPoint)
    case .cast(let target): Signature("cast", 1, .any, result: target)
    }
  }

  /// The value for real operands, as exactly as a Double holds it; a function of fewer operands
  /// ignores the others. Booleans are 0 and 1.
  package func value(_ a: Double, _ b: Double, _ c: Double) -> Double {
    switch self {
    case .add: a + b
    case .subtract: a - b
    case .multiply: a * b
    case .divide: a / b
    case .negate: -a
    case .power: pow(a, b)
    case .minimum: a.isNaN || a < b ? a : b
    case .maximum: a.isNaN || a > b ? a : b
    case .abs: Swift.abs(a)
    case .sign: a > 0 ? 1 : a < 0 ? -1 : a
    case .sqrt: a.squareRoot()
    case .exp: Foundation.exp(a)
    case .expm1: Foundation.expm1(a)
    case .log: Foundation.log(a)
    case .log1p: Foundation.log1p(a)
    case .sin: Foundation.sin(a)
    case .cos: Foundation.cos(a)
    case .tanh: Foundation.tanh(a)
    case .sigmoid: 1 / (1 + Foundation.exp(-a))
    case .erf: Foundation.erf(a)
    case .softplus:
      a > 0 ? a + Foundation.log1p(Foundation.exp(-a)) : Foundation.log1p(Foundation.exp(a))
    case .relu, .rectify: a < 0 ? 0 : a
    case .equal: a == b ? 1 : 0
    case .notEqual: a != b ? 1 : 0
    case .less: a < b ? 1 : 0
    case .lessOrEqual: a <= b ? 1 : 0
    case .greater: a > b ? 1 : 0
    case .greaterOrEqual: a >= b ? 1 : 0
    case .logicalAnd: a != 0 && b != 0 ? 1 : 0
    case .logicalOr: a != 0 || b != 0 ? 1 : 0
    case .logicalXor: (a != 0) != (b != 0) ? 1 : 0
    case .logicalNot: a == 0 ? 1 : 0
    case .select: a != 0 ? b : c
    case .uniform(let type):
      CounterBasedGenerator.uniform(key: Int64(a), counter: Int64(b), as: type)
    case .identity, .stopGradient, .clipGradient, .cast: a
    }
  }

  /// The value for integer operands, before it wraps around in its type, where it is not the one
  /// for real operands.
  package func integerValue(_ a: Int64, _ b: Int64) -> Int64? {
    switch self {
    case .add: a &+ b
    case .subtract: a &- b
    case .multiply: a &* b
    // The least integer divided by -1 wraps to itself.
    case .divide: b == 0 ? 0 : a.dividedReportingOverflow(by: b).partialValue
    case .negate: 0 &- a
    case .power: Self.power(a, b)
    case .abs: a < 0 ? 0 &- a : a
    default: nil
    }
  }

  private static func power(_ base: Int64, _ exponent: Int64) -> Int64 {
    if exponent < 0 { return base == 1 ? 1 : base == -1 ? (exponent % 2 == 0 ? 1 : -1) : 0 }
    var (result, factor, remaining) = (Int64(1), base, exponent)
    while remaining > 0 {
      if remaining % 2 == 1 { result = result &* factor }
      factor = factor &* factor
      remaining /= 2
    }
    return result
  }
}

extension ElementwiseFunction {
  /// The number of operands.
  public var arity: Int { signature.arity }

  /// Whether the result exists for floating-point operands only.
  public var isTranscendental: Bool { signature.operands == .floatingPoint }

  /// Whether the interpreter takes the result from the C library, whose last bits are others on other
  /// systems, and from those of the generated C.
  ///
  /// - Parameter type: the element type of the result.
  package func usesLibrary(for type: ElementType) -> Bool {
    switch self {
    case .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .sigmoid, .erf, .softplus: true
    case .power: type.isFloatingPoint
    case .add, .subtract, .multiply, .divide, .negate, .minimum, .maximum, .abs, .sign, .sqrt,
      .relu, .rectify, .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual,
      .logicalAnd, .logicalOr, .logicalXor, .logicalNot, .select, .uniform, .identity,
      .stopGradient, .clipGradient, .cast:
      false
    }
  }

  var operandKind: OperandKind { signature.operands }

  /// The element type of the result for operands of the given types.
  public func resultType(of operands: [ElementType]) -> ElementType {
    signature.result ?? operands.last ?? .float
  }

  /// The name in errors and in the text of a graph.
  public var name: String { signature.name }
}

extension ElementwiseFunction {
  /// All functions that their names alone tell.
  static let withoutParameters: [ElementwiseFunction] = [
    .add, .subtract, .multiply, .divide, .negate, .power, .minimum, .maximum, .abs, .sign, .sqrt,
    .exp, .expm1, .log, .log1p, .sin, .cos, .tanh, .sigmoid, .erf, .softplus, .relu, .rectify,
    .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual, .logicalAnd, .logicalOr,
    .logicalXor,
    .logicalNot, .select, .identity, .stopGradient,
  ]
}
