import GraphIR

extension ElementwiseFunction {
  /// The function of C expressions, for operands of the given type.
  func cExpression(_ arguments: [String], _ type: ElementType) -> String {
    let first = arguments[0]
    let second = arguments.count > 1 ? arguments[1] : ""
    return switch self {
    case .add: arithmetic(first, "+", second, type)
    case .subtract: arithmetic(first, "-", second, type)
    case .multiply: arithmetic(first, "*", second, type)
    case .divide:
      type.isInteger ? "(\(type.cName))croton_divide(\(first), \(second))" : "\(first) / \(second)"
    case .negate:
      type.isInteger
        ? arithmetic("0", "-", first, type) : first.hasPrefix("-") ? "-(\(first))" : "-\(first)"
    case .exp: type == .float ? "croton_exp_float(\(first))" : "exp(\(first))"
    case .log: type == .float ? "logf(\(first))" : "log(\(first))"
    case .tanh: type == .float ? "croton_tanh_float(\(first))" : "tanh(\(first))"
    case .sigmoid: "croton_sigmoid_\(type.cName)(\(first))"
    case .equal: "\(first) == \(second)"
    case .notEqual: "\(first) != \(second)"
    case .less: "\(first) < \(second)"
    case .lessOrEqual: "\(first) <= \(second)"
    case .greater: "\(first) > \(second)"
    case .greaterOrEqual: "\(first) >= \(second)"
    case .identity: first
    case .cast(let target): target == .bool ? "\(first) != 0" : "(\(target.cName))\(first)"
    }
  }

  /// Integers wrap around, which only unsigned numbers may do in C.
  private func arithmetic(_ a: String, _ sign: String, _ b: String, _ type: ElementType) -> String {
    guard type.isInteger else { return "\(a) \(sign) \(b)" }
    let unsigned = type == .int32 ? "uint32_t" : "uint64_t"
    return "(\(type.cName))((\(unsigned))\(a) \(sign) (\(unsigned))\(b))"
  }
}
