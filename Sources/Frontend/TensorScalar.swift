import GraphIR

/// A type that the elements of a tensor can have: `Float`, `Double`, `Int32`, `Int64`, `Bool` or
/// `UInt8`.
public protocol TensorScalar: Sendable, Hashable, BitwiseCopyable {
  /// The element type in the graph.
  static var elementType: ElementType { get }
  /// The element as a literal of the graph.
  var literal: Literal.Scalar { get }
}

/// An element type with arithmetic.
public protocol NumericTensorScalar: TensorScalar, Numeric {}

/// An element type that has gradients.
public protocol FloatingPointTensorScalar: NumericTensorScalar, BinaryFloatingPoint {}

/// An element type that can number rows and classes.
public protocol IntegerTensorScalar: NumericTensorScalar, FixedWidthInteger {}

extension Float: FloatingPointTensorScalar {
  /// The element type in the graph.
  public static var elementType: ElementType { .float }
  /// The element as a literal of the graph.
  public var literal: Literal.Scalar { .real(Double(self)) }
}

extension Double: FloatingPointTensorScalar {
  /// The element type in the graph.
  public static var elementType: ElementType { .double }
  /// The element as a literal of the graph.
  public var literal: Literal.Scalar { .real(self) }
}

extension Int32: IntegerTensorScalar {
  /// The element type in the graph.
  public static var elementType: ElementType { .int32 }
  /// The element as a literal of the graph.
  public var literal: Literal.Scalar { .integer(Int64(self)) }
}

extension Int64: IntegerTensorScalar {
  /// The element type in the graph.
  public static var elementType: ElementType { .int64 }
  /// The element as a literal of the graph.
  public var literal: Literal.Scalar { .integer(self) }
}

extension Bool: TensorScalar {
  /// The element type in the graph.
  public static var elementType: ElementType { .bool }
  /// The element as a literal of the graph.
  public var literal: Literal.Scalar { .boolean(self) }
}

/// Bytes as files have them, such as grey levels. They take up a quarter of the memory of a `Float`,
/// and are `cast` before anything is computed from them.
extension UInt8: TensorScalar {
  /// The element type in the graph.
  public static var elementType: ElementType { .uint8 }
  /// The element as a literal of the graph.
  public var literal: Literal.Scalar { .integer(Int64(self)) }
}
