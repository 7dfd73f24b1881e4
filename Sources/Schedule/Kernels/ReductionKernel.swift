import GraphIR

/// Makes one of the elements along some axes of a row-major tensor: kept axes outside, reduced axes
/// inside.
package struct ReductionKernel: Sendable {
  package let reduction: Reduction
  package let elementType: ElementType
  /// The extents of the axes that are kept, and how far apart their elements lie in the operand.
  package let kept: [(extent: Int, stride: Int)]
  /// The same for the axes that are reduced.
  package let reduced: [(extent: Int, stride: Int)]
  /// The order of a sum over axis 0, the first that is reduced. Otherwise the elements are taken
  /// one after the other.
  package let sums: SumTree?
  /// What is computed of elements before they are added, with strides of the axes that are kept and
  /// those that are reduced; nothing where there is no program.
  package let term: ElementProgram?
  /// Whether threads share the chunks of the sums down the columns, and not only the columns, of
  /// which there are few. The sums of all chunks are kept, and added when the last of them is
  /// there.
  package let sharesChunks: Bool

  /// Whether a matrix is reduced down its columns, which lie side by side.
  package var isDownColumns: Bool {
    kept.count == 1 && reduced.count == 1 && kept[0].stride == 1 && kept[0].extent > 1
  }

  package init(
    reduction: Reduction, elementType: ElementType, kept: [(extent: Int, stride: Int)],
    reduced: [(extent: Int, stride: Int)], sums: SumTree?,
    term: ElementProgram? = nil, keepsSumsOfChunks: Bool = false
  ) {
    self.reduction = reduction
    self.elementType = elementType
    self.kept = kept
    self.reduced = reduced
    self.sums = sums
    self.term = term
    sharesChunks =
      keepsSumsOfChunks && (sums?.chunks ?? 1) > 1 && kept.count == 1 && reduced.count == 1
      && kept[0].stride == 1 && (2..<Self.enoughColumns).contains(kept[0].extent)
      && kept[0].extent * reduced[0].extent >= Self.leastShared
  }

  /// So many columns can be shared evenly by threads.
  private static let enoughColumns = 512
  /// Fewer elements are summed in the time of a barrier, and some times that.
  private static let leastShared = 1 << 16
}

extension ReductionKernel: KernelTraits {
  package static var kind: Kernel.Kind { .reduction }
  package var algorithms: [String] {
    guard let sums, sums.chunks > 1 else { return [] }
    let extents = (reduced + kept).map { "\($0.extent)" }.joined(separator: "x")
    let axes = "axis 0\(reduced.count == 1 ? "" : " and others")"
    return ["sum of \(extents) over \(axes): \(sums.chunkText)"]
  }
  package var work: Work { .elements }

  package var workspaces: [Workspace] {
    guard sharesChunks, let sums else { return [] }
    let count = sums.chunks * kept[0].extent
    return [Workspace(.partialSums, elementType, byteCount: count * elementType.byteCount)]
  }

  package var isSerial: Bool {
    !isDownColumns
      && (kept.isEmpty || (kept + reduced).map(\.extent).reduce(1, *) < SerialLimit.elements)
  }

  package var takesTurns: Bool { isSerial }
}

extension ReductionKernel: FieldReadable {
  private struct Axis: FieldReadable {
    let extent: Int
    let stride: Int

    init(from text: inout TextScanner) throws(TextError) {
      try text.expect("(")
      extent = try text.field("extent")
      stride = try text.field("stride")
      try text.expect(")")
    }
  }

  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    reduction = try text.field("reduction")
    elementType = try text.field("elementType")
    let axes: (kept: [Axis], reduced: [Axis]) = (
      try text.field("kept"), try text.field("reduced")
    )
    kept = axes.kept.map { (extent: $0.extent, stride: $0.stride) }
    reduced = axes.reduced.map { (extent: $0.extent, stride: $0.stride) }
    sums = try text.field("sums")
    term = try text.field("term")
    sharesChunks = try text.field("sharesChunks")
    try text.expect(")")
  }
}
