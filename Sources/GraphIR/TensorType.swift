/// The static type of a tensor: what its elements are and how many lie along each axis.
public struct TensorType: Sendable, Hashable, CustomStringConvertible {
  /// What the elements are.
  public let elementType: ElementType
  /// The extent of each axis.
  public let shape: Shape

  /// The type of a tensor of the given elements and shape.
  public init(_ elementType: ElementType, _ shape: Shape) {
    self.elementType = elementType
    self.shape = shape
  }

  /// The size of all elements, in bytes, or the largest number where it is larger.
  public var byteCount: Int {
    let (size, overflows) = shape.elementCount.multipliedReportingOverflow(
      by: elementType.byteCount)
    return overflows ? .max : size
  }

  /// The largest size of a tensor, in bytes: what 48 bits address, as processors have them.
  ///
  /// Far from overflow, so that lowering may fill vectors up, keep copies and add sizes together.
  public static let largestByteCount = 1 << 48

  /// Whether no extent is negative and the size in bytes can be addressed, even where an extent of 0
  /// makes the tensor empty: extents of a possible type can be added and multiplied without a check.
  public var isPossible: Bool {
    var size = elementType.byteCount
    for extent in shape.extents {
      let (product, overflow) = size.multipliedReportingOverflow(by: max(extent, 1))
      guard extent >= 0, !overflow, product <= Self.largestByteCount else { return false }
      size = product
    }
    return true
  }

  /// The type as `float(500, 784)`.
  public var description: String { "\(elementType.rawValue)\(shape)" }
}
