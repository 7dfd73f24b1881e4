/// The static type of a tensor: what its elements are and how many lie along each axis.
public struct TensorType: Sendable, Hashable, CustomStringConvertible {
  public let elementType: ElementType
  public let shape: Shape

  public init(_ elementType: ElementType, _ shape: Shape) {
    self.elementType = elementType
    self.shape = shape
  }

  /// The size of all elements, in bytes.
  public var byteCount: Int { shape.elementCount * elementType.byteCount }

  /// The type as `float(500, 784)`.
  public var description: String { "\(elementType.rawValue)\(shape)" }
}
