import GraphIR

/// Sums the planes of (N, C, H, W), and the squares of what their elements differ by from the mean
/// of their plane: (N, C) each, row-major.
package struct PlaneMomentsKernel: Sendable {
  package let elementType: ElementType
  package let images: Int
  package let channels: Int
  /// The number of elements of a plane, H times W.
  package let positions: Int
  /// How many images lie innermost, if any do.
  package let lanes: Int?
  /// The number of elements of a row, where the sums of rows are read, and the squares about their
  /// means, in place of elements.
  package let rowLength: Int?

  /// - Parameter rowLength: the elements of a row, if rows have been summed.
  package init(_ type: TensorType, layout: Layout, rowLength: Int? = nil) {
    self.rowLength = rowLength
    elementType = type.elementType
    images = type.shape[0]
    channels = type.shape[1]
    positions = type.shape[2] * type.shape[3]
    lanes = if case .imagesInnermost(let lanes) = layout { lanes } else { nil }
  }
}

extension PlaneMomentsKernel: KernelTraits {
  package static var kind: Kernel.Kind { .planeMoments }
  package var work: Work { .elements }
}

extension PlaneMomentsKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    images = try text.field("images")
    channels = try text.field("channels")
    positions = try text.field("positions")
    lanes = try text.field("lanes")
    rowLength = try text.field("rowLength")
    try text.expect(")")
  }
}
