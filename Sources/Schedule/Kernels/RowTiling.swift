import GraphIR

/// A two-dimensional convolution whose rows are cut into tiles that Winograd's transforms compute,
/// while filter rows are summed directly.
///
/// Where there are few channels, the transforms of whole tiles cost more than their products save;
/// those along one axis are cheaper, and stay in registers.
package struct RowTiling: Sendable, Hashable {
  package let geometry: ConvolutionGeometry
  /// The transform along W.
  package let columns: WinogradTransform

  package init(geometry: ConvolutionGeometry, columns: WinogradTransform) {
    self.geometry = geometry
    self.columns = columns
  }

  package var tileColumns: Int { (geometry.outputWidth + columns.outputs - 1) / columns.outputs }
  /// The tiles of a row that lie in the image with all their points.
  package var wholeTileColumns: Range<Int> {
    let left = geometry.convolution.padding.before[1]
    let first = min(tileColumns, (left + columns.outputs - 1) / columns.outputs)
    let room = geometry.width + left - columns.points
    return first..<max(first, room < 0 ? 0 : min(tileColumns, room / columns.outputs + 1))
  }
  /// The rows of the input with its padding.
  package var inputRows: Int { geometry.height + geometry.convolution.padding.total(axis: 0) }
  /// The widths of the input and the output that whole tiles cover.
  package var coveredWidth: Int { (tileColumns - 1) * columns.outputs + columns.points }
  package var tiledWidth: Int { tileColumns * columns.outputs }
  /// The vectors of one row of the input at its points, and of one channel.
  package var rowVectors: Int { tileColumns * columns.points }
  package var channelVectors: Int { inputRows * rowVectors }
  /// The number of filter rows, over all filters and channels.
  package var filterRows: Int { geometry.filters * geometry.channels * geometry.filterHeight }
  /// The numbers of one filter at all points.
  package var pointsOfFilter: Int { geometry.channels * geometry.filterHeight * columns.points }

  package func bytes(_ vectors: Int) -> Int {
    vectors * geometry.lanes * geometry.elementType.byteCount
  }
}

extension RowTiling: CustomStringConvertible {
  package var description: String {
    "Winograd F(1x\(columns.outputs), \(geometry.filterHeight)x\(columns.taps)) over "
      + "\(columns.pointList), filter rows directly"
  }
}

extension RowTiling: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    columns = try text.field("columns")
    try text.expect(")")
  }
}
