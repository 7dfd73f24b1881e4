/// A function of single elements, applied to whole tensors with broadcasting.
public enum ElementwiseFunction: Sendable, Hashable {
  /// Arithmetic. Integers wrap around, and their quotients drop the fraction; in compiled functions
  /// a quotient by zero is zero, as in NumPy, where the interpreter refuses to divide.
  case add, subtract, multiply, divide, negate
  case exp, log, tanh, sigmoid
  case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual
  /// The operand itself; what spreads a tensor over a larger shape.
  case identity
  case cast(ElementType)

  /// The number of operands.
  public var arity: Int {
    switch self {
    case .add, .subtract, .multiply, .divide: 2
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: 2
    case .negate, .exp, .log, .tanh, .sigmoid, .identity, .cast: 1
    }
  }

  /// Whether the result says true or false about its operands.
  public var isComparison: Bool {
    switch self {
    case .equal, .notEqual, .less, .lessOrEqual, .greater, .greaterOrEqual: true
    default: false
    }
  }

  /// Whether the result exists for floating-point operands only.
  public var isTranscendental: Bool {
    switch self {
    case .exp, .log, .tanh, .sigmoid: true
    default: false
    }
  }

  /// The element type of the result for operands of the given type.
  public func resultType(of operand: ElementType) -> ElementType {
    if case .cast(let target) = self { return target }
    return isComparison ? .bool : operand
  }

  /// The name in errors and in the text of a graph.
  public var name: String {
    switch self {
    case .add: "add"
    case .subtract: "subtract"
    case .multiply: "multiply"
    case .divide: "divide"
    case .negate: "negate"
    case .exp: "exp"
    case .log: "log"
    case .tanh: "tanh"
    case .sigmoid: "sigmoid"
    case .equal: "equal"
    case .notEqual: "notEqual"
    case .less: "less"
    case .lessOrEqual: "lessOrEqual"
    case .greater: "greater"
    case .greaterOrEqual: "greaterOrEqual"
    case .identity: "broadcast"
    case .cast: "cast"
    }
  }
}
