import Diagnostics
import GraphIR

/// An array of numbers under a shape: what goes into a function and comes out of it.
///
///     let image = try NDArray<Float>(shape: [28, 28], scalars: pixels)
///     let rate = NDArray<Float>(0.1)
public struct NDArray<Scalar: TensorScalar>: Sendable, Hashable {
  /// The extent of each axis.
  public let shape: Shape
  /// The elements in row-major order.
  public let scalars: [Scalar]

  /// - Throws: `ModelError` when the number of elements is not the shape's, or there can be no such
  ///   shape.
  public init(
    shape: Shape, scalars: [Scalar], file: String = #fileID, line: Int = #line
  ) throws {
    let location = SourceLocation(file: file, line: line)
    try Self.check(shape, at: location)
    guard shape.elementCount == scalars.count else {
      throw NDArrayError.elementCount(shape, found: scalars.count).error(at: location)
    }
    self.init(uncheckedShape: shape, scalars: scalars)
  }

  /// A single number.
  public init(_ scalar: Scalar) {
    self.init(uncheckedShape: .scalar, scalars: [scalar])
  }

  /// A row of numbers.
  public init(_ scalars: [Scalar]) {
    self.init(uncheckedShape: [scalars.count], scalars: scalars)
  }

  /// The same number everywhere.
  ///
  /// - Throws: `ModelError` when there can be no such shape, or there is no memory for the array.
  public init(
    repeating scalar: Scalar, shape: Shape, file: String = #fileID, line: Int = #line
  ) throws {
    let location = SourceLocation(file: file, line: line)
    try Self.check(shape, at: location)
    try Self.checkMemory(for: shape, at: location)
    self.init(uncheckedShape: shape, scalars: Array(repeating: scalar, count: shape.elementCount))
  }

  package init(uncheckedShape shape: Shape, scalars: [Scalar]) {
    self.shape = shape
    self.scalars = scalars
  }

  private static func check(_ shape: Shape, at location: SourceLocation) throws {
    guard TensorType(Scalar.elementType, shape).isPossible else {
      throw NDArrayError.shapeInvalid(shape).error(at: location)
    }
  }

  /// - Throws: `ModelError` when the system has no memory for an array of the shape.
  package static func checkMemory(for shape: Shape, at location: SourceLocation) throws {
    let byteCount = TensorType(Scalar.elementType, shape).byteCount
    do {
      try MemoryError.check(byteCount, for: .array(shape: "\(shape)"))
    } catch {
      throw error.error(at: location)
    }
  }

  /// The first element: the number itself where there is only one.
  public var scalar: Scalar? { scalars.first }

  /// The type that the graph gives it.
  public var type: TensorType { TensorType(Scalar.elementType, shape) }
}
