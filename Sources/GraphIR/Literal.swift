/// A value known when the graph is built.
public struct Literal: Sendable, Hashable {
  /// One element: reals hold Float and Double exactly, integers Int32 and Int64.
  ///
  /// Reals are equal if their bits are: 0 and -0 are two elements, and a NaN equals itself.
  public enum Scalar: Sendable {
    /// An element of `float` or `double`.
    case real(Double)
    /// An element of an integer type.
    case integer(Int64)
    /// An element of `bool`.
    case boolean(Bool)
  }

  /// The element type and the shape.
  public let type: TensorType
  /// The elements in row-major order; a single one stands for all.
  public let scalars: [Scalar]

  /// - Precondition: there is one scalar, or one for each element.
  public init(type: TensorType, scalars: [Scalar]) {
    precondition(scalars.count == 1 || scalars.count == type.shape.elementCount)
    self.type = type
    self.scalars = scalars
  }

  /// The same number everywhere, in the form that the element type asks for.
  public init(_ value: Double, type: TensorType) {
    switch type.elementType {
    case .float: self.init(type: type, scalars: [.real(Double(Float(value)))])
    case .double: self.init(type: type, scalars: [.real(value)])
    case .bool: self.init(type: type, scalars: [.boolean(value != 0)])
    default: self.init(type: type, scalars: [.integer(Int64(value))])
    }
  }

  /// The one number that all elements are, where they are all the same.
  public var splat: Scalar? { scalars.count == 1 ? scalars[0] : nil }
}

extension Literal.Scalar: Hashable {
  /// What tells one element from another.
  private enum Identity: Hashable {
    case real(UInt64)
    case integer(Int64)
    case boolean(Bool)
  }

  private var identity: Identity {
    switch self {
    case .real(let value): .real(value.bitPattern)
    case .integer(let value): .integer(value)
    case .boolean(let value): .boolean(value)
    }
  }

  /// Whether both are of one kind and have the same bits.
  public static func == (lhs: Self, rhs: Self) -> Bool { lhs.identity == rhs.identity }

  /// Hashes the bits.
  public func hash(into hasher: inout Hasher) { hasher.combine(identity) }
}

extension Literal.Scalar: CustomStringConvertible {
  /// The element, as Swift prints it.
  public var description: String {
    switch self {
    case .real(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .boolean(let value): "\(value)"
    }
  }

  /// The number as the interpreter holds it.
  public var doubleValue: Double {
    switch self {
    case .real(let value): value
    case .integer(let value): Double(value)
    case .boolean(let value): value ? 1 : 0
    }
  }
}
