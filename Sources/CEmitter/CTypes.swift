import GraphIR

extension ElementType {
  /// The type in C.
  var cName: String {
    switch self {
    case .float: "float"
    case .double: "double"
    case .int32: "int32_t"
    case .int64: "int64_t"
    case .bool: "uint8_t"
    case .uint8: "uint8_t"
    case .uint16: "uint16_t"
    case .uint32: "uint32_t"
    }
  }

  /// The vector of the type, which the header defines.
  var cVector: String { "croton_\(cName)_vector" }

  /// The function of the header that computes something of such vectors.
  func cVectorFunction(_ name: String) -> String { "croton_\(name)_\(cName)" }

  /// The vector of integers that comparisons of such vectors give.
  var cMask: String { "croton_\(cName)_mask" }

  /// An element of such a mask.
  var cMaskScalar: String { self == .double ? "int64_t" : "int32_t" }

  /// The letter of the BLAS routines.
  var blasPrefix: String { self == .double ? "d" : "s" }
}

extension Literal.Scalar {
  /// The number in C, exactly.
  func cLiteral(as type: ElementType) -> String {
    switch self {
    case .boolean(let value):
      return value ? "1" : "0"
    case .integer(let value):
      // The least integer has no literal of its own in C.
      return value == .min ? "INT64_MIN" : type == .int64 ? "INT64_C(\(value))" : "\(value)"
    case .real(let value):
      if value.isNaN { return "(\(type.cName))NAN" }
      if value.isInfinite { return "(\(type.cName))\(value < 0 ? "-" : "")INFINITY" }
      return type == .float ? "\(Float(value))f" : "\(value)"
    }
  }
}
