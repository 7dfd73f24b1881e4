import GraphIR

/// A few images cut into patches that are convolved as if each were an image of its own.
///
/// With images innermost, one image alone leaves all lanes of a vector but one unused. A patch is
/// what the filters see while they compute some windows of the result, so that patches overlap;
/// there are as many of them as lanes, or more, even in one image.
///
///     (1, 20, 12, 12) -> 16 patches (20, 6, 6) -> their results (50, 1, 1) -> (1, 50, 4, 4)
package struct Unfolding: Sendable, Hashable {
  package let elementType: ElementType
  package let lanes: Int
  package let images: Int
  package let channels: Int
  package let height: Int
  package let width: Int
  /// The zeros above and left of the images.
  package let top: Int
  package let left: Int
  package let filters: Int
  /// The number of patches of an image along H and W.
  package let rows: Int
  package let columns: Int
  /// The extents of a patch.
  package let patchHeight: Int
  package let patchWidth: Int
  /// How far apart patches lie, along H and W.
  package let rowStep: Int
  package let columnStep: Int
  /// The extents of what is computed from a patch.
  package let resultHeight: Int
  package let resultWidth: Int

  /// The number of patches, of all images together.
  package var patches: Int { images * rows * columns }
  /// The number of groups of patches.
  package var blocks: Int { (patches + lanes - 1) / lanes }

  /// Whether some patches reach past the images, where zeros are.
  package var isPadded: Bool {
    top > 0 || left > 0 || (rows - 1) * rowStep + patchHeight > height
      || (columns - 1) * columnStep + patchWidth > width
  }

  /// All patches as if they were images.
  package var patchShape: Shape { [patches, channels, patchHeight, patchWidth] }
  /// Their results as if they were images.
  package var resultShape: Shape { [patches, filters, resultHeight, resultWidth] }

  package init(
    elementType: ElementType, lanes: Int, images: Int, channels: Int, height: Int, width: Int,
    top: Int, left: Int, filters: Int, rows: Int, columns: Int, patchHeight: Int, patchWidth: Int,
    rowStep: Int,
    columnStep: Int, resultHeight: Int, resultWidth: Int
  ) {
    self.elementType = elementType
    self.lanes = lanes
    self.images = images
    self.channels = channels
    self.height = height
    self.width = width
    self.top = top
    self.left = left
    self.filters = filters
    self.rows = rows
    self.columns = columns
    self.patchHeight = patchHeight
    self.patchWidth = patchWidth
    self.rowStep = rowStep
    self.columnStep = columnStep
    self.resultHeight = resultHeight
    self.resultWidth = resultWidth
  }
}

extension Unfolding: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    lanes = try text.field("lanes")
    images = try text.field("images")
    channels = try text.field("channels")
    height = try text.field("height")
    width = try text.field("width")
    top = try text.field("top")
    left = try text.field("left")
    filters = try text.field("filters")
    rows = try text.field("rows")
    columns = try text.field("columns")
    patchHeight = try text.field("patchHeight")
    patchWidth = try text.field("patchWidth")
    rowStep = try text.field("rowStep")
    columnStep = try text.field("columnStep")
    resultHeight = try text.field("resultHeight")
    resultWidth = try text.field("resultWidth")
    try text.expect(")")
  }
}
