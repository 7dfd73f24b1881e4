import GraphIR

extension ElementwiseFunction {
  /// The function of C expressions, for operands of the given type.
  func cExpression(_ arguments: [String], _ type: ElementType) -> String {
    let first = arguments[0]
    let second = arguments.count > 1 ? arguments[1] : ""
    // IEEE 754 has the results of fabs and sqrt; those for floats have an f at the end.
    let f = type == .float ? "f" : ""
    return switch self {
    case .add: arithmetic(first, "+", second, type)
    case .subtract: arithmetic(first, "-", second, type)
    case .multiply: arithmetic(first, "*", second, type)
    case .divide:
      type.isInteger ? "(\(type.cName))croton_divide(\(first), \(second))" : "\(first) / \(second)"
    case .negate:
      type.isInteger
        ? arithmetic("0", "-", first, type) : first.hasPrefix("-") ? "-(\(first))" : "-\(first)"
    case .power:
      type.isInteger
        ? "(\(type.cName))croton_power(\(first), \(second))"
        : "croton_pow_\(type.cName)(\(first), \(second))"
    case .minimum, .maximum: "croton_\(name)_\(type.cName)(\(first), \(second))"
    case .abs:
      type.isInteger ? "(\(type.cName))croton_abs(\(first))" : "fabs\(f)(\(first))"
    case .sign: "croton_sign_\(type.cName)(\(first))"
    case .sqrt: "sqrt\(f)(\(first))"
    case .exp, .log, .log1p, .tanh, .sigmoid, .softplus, .relu, .expm1, .sin, .cos, .erf:
      "croton_\(name)_\(type.cName)(\(first))"
    case .rectify: "croton_relu_\(type.cName)(\(first))"
    case .equal: comparison(first, "==", second, type)
    case .notEqual: comparison(first, "!=", second, type)
    case .less: comparison(first, "<", second, type)
    case .lessOrEqual: comparison(first, "<=", second, type)
    case .greater: comparison(first, ">", second, type)
    case .greaterOrEqual: comparison(first, ">=", second, type)
    case .logicalAnd: "\(first) && \(second)"
    case .logicalOr: "\(first) || \(second)"
    case .logicalXor: "\(first) ^ \(second)"
    case .logicalNot: "!\(first)"
    case .select: "\(first) ? \(second) : \(arguments[2])"
    case .uniform(let type): "croton_uniform_\(type.cName)(\(first), \(second))"
    case .identity, .stopGradient, .clipGradient: first
    case .cast(let target): cast(first, from: type, to: target)
    }
  }

  /// A number in another type; integers are the nearest that the type has, and 0 for NaN. C leaves
  /// that open where the number is out of range.
  private func cast(_ number: String, from source: ElementType, to target: ElementType) -> String {
    switch target {
    case .bool: return "\(number) != 0"
    case .float, .double: return "(\(target.cName))\(number)"
    case .int32, .int64, .uint8, .uint16, .uint32:
      if source.isFloatingPoint { return "croton_\(target.rawValue)_of_real(\(number))" }
      return target.holds(source)
        ? "(\(target.cName))\(number)" : "croton_\(target.rawValue)_of_integer(\(number))"
    }
  }

  /// Compilers warn of a number that is compared with itself, unless it may be NaN.
  private func comparison(
    _ a: String, _ sign: String, _ b: String, _ type: ElementType
  ) -> String {
    a == b && !type.isFloatingPoint ? "\(a) - \(b) \(sign) 0" : "\(a) \(sign) \(b)"
  }

  /// Integers wrap around, which only unsigned numbers may do in C.
  private func arithmetic(_ a: String, _ sign: String, _ b: String, _ type: ElementType) -> String {
    guard type.isInteger else { return "\(a) \(sign) \(b)" }
    let unsigned = type == .int32 ? "uint32_t" : "uint64_t"
    return "(\(type.cName))((\(unsigned))\(a) \(sign) (\(unsigned))\(b))"
  }
}
