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

  /// Whether no extent is negative and the size in bytes does not overflow, even where an extent of
  /// 0 makes the tensor empty: extents of possible types can be added and multiplied without a check.
  public var isPossible: Bool {
    var size = elementType.byteCount
    for extent in shape.extents {
      let (product, overflow) = size.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflow else { return false }
      size = product
    }
    return true
  }

  /// The type as `float(500, 784)`.
  public var description: String { "\(elementType.rawValue)\(shape)" }
}
