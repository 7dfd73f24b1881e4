/// What one element of a tensor is.
///
/// The first five are the types of the language that it computes with. Of the unsigned ones, which hold
/// one bit for each position of a pooling window, `uint8` is the language's type of bytes as well.
public enum ElementType: String, Sendable, Hashable, CaseIterable, CustomStringConvertible {
  /// What the language computes with: `Float`, `Double`, `Int32`, `Int64` and `Bool` in Swift.
  case float, double, int32, int64, bool
  /// Bytes, and the bits of pooling windows.
  case uint8, uint16, uint32

  /// The least and the greatest integer, or `nil` for types of real numbers.
  package var integerRange: ClosedRange<Int64>? {
    switch self {
    case .float, .double: nil
    case .bool: 0...1
    case .uint8: 0...Int64(UInt8.max)
    case .uint16: 0...Int64(UInt16.max)
    case .uint32: 0...Int64(UInt32.max)
    case .int32: Int64(Int32.min)...Int64(Int32.max)
    case .int64: .min ... .max
    }
  }

  /// Whether every element of another type of integers is one of this type too.
  package func holds(_ other: ElementType) -> Bool {
    guard let range = integerRange, let inner = other.integerRange else { return false }
    return range.lowerBound <= inner.lowerBound && inner.upperBound <= range.upperBound
  }

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
