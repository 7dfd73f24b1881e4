import GraphIR

/// The order in which the elements of a tensor lie in memory.
package enum Layout: Sendable, Hashable, CustomStringConvertible {
  /// The last axis innermost.
  case rowMajor
  /// Images in groups of `lanes`, innermost: (N, C, H, W) lies as [N / lanes][C][H][W][lanes].
  ///
  /// Vectors then run over images, so that no channel count is wasted, weights are broadcast, and
  /// no sum crosses a vector. Lanes past the last image hold unspecified numbers.
  case imagesInnermost(lanes: Int)

  /// The number of elements that a tensor takes up, unused lanes included.
  package func elementCount(of shape: Shape) -> Int {
    switch self {
    case .rowMajor: shape.elementCount
    case .imagesInnermost: extents(of: shape).reduce(1, *)
    }
  }

  /// The extents as they lie in memory, outermost first.
  package func extents(of shape: Shape) -> [Int] {
    switch self {
    case .rowMajor: shape.extents
    case .imagesInnermost(let lanes):
      [(shape[0] + lanes - 1) / lanes] + shape.extents.dropFirst() + [lanes]
    }
  }

  package var description: String {
    switch self {
    case .rowMajor: "row-major"
    case .imagesInnermost(let lanes): "\(lanes) images innermost"
    }
  }
}
