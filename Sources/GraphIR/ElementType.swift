/// What one element of a tensor is.
///
/// The first five are the types of the language that it computes with. Of the unsigned ones, which hold
/// one bit for each position of a pooling window, `uint8` is the language's type of bytes as well.
public enum ElementType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  case float, double, int32, int64, bool
  case uint8, uint16, uint32

  /// The size of one element, in bytes.
  public var byteCount: Int {
    switch self {
    case .bool, .uint8: 1
    case .uint16: 2
    case .float, .int32, .uint32: 4
    case .double, .int64: 8
    }
  }

  /// Whether elements are floating-point numbers, which alone have gradients.
  public var isFloatingPoint: Bool { self == .float || self == .double }

  /// Whether elements can be added and multiplied in the language.
  public var isNumeric: Bool { isFloatingPoint || self == .int32 || self == .int64 }

  /// Whether elements are signed integers.
  public var isInteger: Bool { self == .int32 || self == .int64 }

  /// The name that a user writes in `Tensor<…>`.
  public var description: String {
    switch self {
    case .float: "Float"
    case .double: "Double"
    case .int32: "Int32"
    case .int64: "Int64"
    case .bool: "Bool"
    case .uint8: "UInt8"
    case .uint16: "UInt16"
    case .uint32: "UInt32"
    }
  }
}
