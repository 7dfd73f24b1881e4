/// The extents of a tensor, outermost axis first.
public struct Shape: Sendable, Hashable, ExpressibleByArrayLiteral, CustomStringConvertible {
  /// The extent of each axis.
  public let extents: [Int]

  /// The shape of the given extents, outermost first.
  public init(_ extents: [Int]) {
    self.extents = extents
  }

  /// The shape of the given extents, outermost first: `[500, 1, 28, 28]`.
  public init(arrayLiteral elements: Int...) {
    extents = elements
  }

  /// The shape of a single number.
  public static let scalar = Shape([])

  /// The number of axes.
  public var rank: Int { extents.count }

  /// The number of elements: the product of all extents, or the largest number where it is larger.
  ///
  /// Types of tensors are refused long before (`TensorType.isPossible`).
  public var elementCount: Int {
    if extents.contains(0) { return 0 }
    var count = 1
    for extent in extents {
      let (product, overflows) = count.multipliedReportingOverflow(by: extent)
      if overflows { return .max }
      count = product
    }
    return count
  }

  /// The extent of an axis, counted from the outermost.
  public subscript(axis: Int) -> Int { extents[axis] }

  /// How many elements apart two neighbours along each axis lie in row-major order.
  ///
  /// - Precondition: the shape is that of a possible type.
  public var rowMajorStrides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) {
      strides[axis] = strides[axis + 1] * extents[axis + 1]
    }
    return strides
  }

  /// The shape without the given axes, or with extent 1 in their place.
  public func reduced(over axes: [Int], keepingDimensions: Bool) -> Shape {
    Shape(
      extents.enumerated().compactMap { axis, extent in
        axes.contains(axis) ? (keepingDimensions ? 1 : nil) : extent
      })
  }

  /// The shape that both broadcast to by NumPy's rule, or `nil` where they disagree.
  ///
  /// Axes are aligned at the innermost; an extent of 1, or a missing axis, takes any extent.
  public func broadcast(with other: Shape) -> Shape? {
    let rank = max(rank, other.rank)
    let left = padded(toRank: rank).extents
    let right = other.padded(toRank: rank).extents
    var result: [Int] = []
    for (a, b) in zip(left, right) {
      guard a == b || a == 1 || b == 1 else { return nil }
      result.append(a == 1 ? b : a)
    }
    return Shape(result)
  }

  /// The shape with axes of extent 1 put before it.
  public func padded(toRank newRank: Int) -> Shape {
    Shape([Int](repeating: 1, count: max(0, newRank - rank)) + extents)
  }

  /// The shape as `(500, 20, 12, 12)`; `(7,)` has one axis and `()` none, as in NumPy.
  public var description: String {
    rank == 1
      ? "(\(extents[0]),)" : "(" + extents.map(String.init).joined(separator: ", ") + ")"
  }
}
