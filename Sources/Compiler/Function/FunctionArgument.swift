import Frontend
import GraphIR
import Storage

/// What can be passed to a function: arrays, and numbers for inputs that are one.
///
/// Arrays must have the input's very type. Numbers written in Swift take on the type of the input
/// where they fit in it, as Python's do in Theano.
public protocol FunctionArgument: Sendable {
  /// The elements, or `nil` where they do not fit the type.
  func elements(for type: TensorType) -> ArgumentElements?
  /// What it is, for errors.
  var summary: String { get }
}

extension NDArray: FunctionArgument {
  /// The array's elements, or `nil` where its type is another.
  public func elements(for type: TensorType) -> ArgumentElements? {
    type == self.type ? ArgumentElements(scalars) : nil
  }

  /// The element type and the shape.
  public var summary: String { "\(Scalar.elementType) of shape \(shape)" }
}

extension Int: FunctionArgument {
  /// The number in the input's element type, or `nil` where it does not fit or the input is an
  /// array.
  public func elements(for type: TensorType) -> ArgumentElements? {
    guard type.shape == .scalar else { return nil }
    return switch type.elementType {
    case .int64: ArgumentElements([Int64(self)])
    case .int32: Int32(exactly: self).map { ArgumentElements([$0]) }
    case .uint8: UInt8(exactly: self).map { ArgumentElements([$0]) }
    case .float: Float(exactly: self).map { ArgumentElements([$0]) }
    case .double: Double(exactly: self).map { ArgumentElements([$0]) }
    default: nil
    }
  }

  /// The number, as it was passed.
  public var summary: String { "the number \(self)" }
}

extension Double: FunctionArgument {
  /// The number as a `Double` or a `Float`, or `nil` where the input is of another type or an
  /// array.
  public func elements(for type: TensorType) -> ArgumentElements? {
    guard type.shape == .scalar else { return nil }
    return switch type.elementType {
    case .double: ArgumentElements([self])
    case .float: ArgumentElements([Float(self)])
    default: nil
    }
  }

  /// The number, as it was passed.
  public var summary: String { "the number \(self)" }
}

extension Float: FunctionArgument {
  /// The number, or `nil` where the input is no single `Float`.
  public func elements(for type: TensorType) -> ArgumentElements? {
    NDArray(self).elements(for: type)
  }

  /// The number, as it was passed.
  public var summary: String { "the number \(self)" }
}

extension Bool: FunctionArgument {
  /// The truth value, or `nil` where the input is no single `Bool`.
  public func elements(for type: TensorType) -> ArgumentElements? {
    NDArray(self).elements(for: type)
  }

  /// `true` or `false`.
  public var summary: String { "\(self)" }
}
