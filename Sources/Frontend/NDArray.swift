import GraphIR

/// An array of numbers under a shape: what goes into a function and comes out of it.
///
///     let image = try NDArray<Float>(shape: [28, 28], scalars: pixels)
///     let rate = NDArray<Float>(0.1)
public struct NDArray<Scalar: TensorScalar>: Sendable, Hashable {
  public let shape: Shape
  /// The elements in row-major order.
  public let scalars: [Scalar]

  /// - Throws: `NDArrayError` when the number of elements is not the shape's.
  public init(shape: Shape, scalars: [Scalar]) throws {
    guard shape.extents.allSatisfy({ $0 >= 0 }), shape.elementCount == scalars.count else {
      throw NDArrayError(shape: shape, count: scalars.count)
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
  public init(repeating scalar: Scalar, shape: Shape) {
    self.init(uncheckedShape: shape, scalars: Array(repeating: scalar, count: shape.elementCount))
  }

  package init(uncheckedShape shape: Shape, scalars: [Scalar]) {
    self.shape = shape
    self.scalars = scalars
  }

  /// The first element: the number itself where there is only one.
  public var scalar: Scalar? { scalars.first }

  /// The type that the graph gives it.
  public var type: TensorType { TensorType(Scalar.elementType, shape) }
}

/// A number of elements that does not fill the shape.
public struct NDArrayError: Error, Sendable, Equatable, CustomStringConvertible {
  public let shape: Shape
  public let count: Int

  public var description: String {
    "shape \(shape) has \(shape.elementCount) elements, but \(count) were given"
  }
}
