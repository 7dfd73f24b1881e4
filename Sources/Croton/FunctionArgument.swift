import Frontend
import GraphIR

/// What can be passed to a function: arrays, and numbers for inputs that are one.
///
/// Arrays must have the input's very type. Numbers written in Swift take on the type of the input
/// where they fit in it, as Python's do in Theano.
public protocol FunctionArgument: Sendable {
  /// The elements as bytes, or `nil` where they do not fit the type.
  func bytes(for type: TensorType) -> [UInt8]?
  /// What it is, for errors.
  var summary: String { get }
}

extension NDArray: FunctionArgument {
  public func bytes(for type: TensorType) -> [UInt8]? {
    type == self.type ? rawBytes(of: scalars) : nil
  }

  public var summary: String { "\(Scalar.elementType) of shape \(shape)" }
}

extension Int: FunctionArgument {
  public func bytes(for type: TensorType) -> [UInt8]? {
    guard type.shape == .scalar else { return nil }
    return switch type.elementType {
    case .int64: rawBytes(of: [Int64(self)])
    case .int32: Int32(exactly: self).map { rawBytes(of: [$0]) }
    case .uint8: UInt8(exactly: self).map { [$0] }
    case .float: Float(exactly: self).map { rawBytes(of: [$0]) }
    case .double: Double(exactly: self).map { rawBytes(of: [$0]) }
    default: nil
    }
  }

  public var summary: String { "the number \(self)" }
}

extension Double: FunctionArgument {
  public func bytes(for type: TensorType) -> [UInt8]? {
    guard type.shape == .scalar else { return nil }
    return switch type.elementType {
    case .double: rawBytes(of: [self])
    case .float: rawBytes(of: [Float(self)])
    default: nil
    }
  }

  public var summary: String { "the number \(self)" }
}

extension Float: FunctionArgument {
  public func bytes(for type: TensorType) -> [UInt8]? {
    NDArray(self).bytes(for: type)
  }

  public var summary: String { "the number \(self)" }
}

extension Bool: FunctionArgument {
  public func bytes(for type: TensorType) -> [UInt8]? {
    NDArray(self).bytes(for: type)
  }

  public var summary: String { "\(self)" }
}

private func rawBytes<Scalar: BitwiseCopyable>(of scalars: [Scalar]) -> [UInt8] {
  scalars.withUnsafeBytes(Array.init)
}
