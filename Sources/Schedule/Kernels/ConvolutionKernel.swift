import GraphIR

/// A convolution, with pooling, bias and activation where the block has them.
///
/// The input of a band of output rows is copied to a window with its padding. Accumulators of one
/// tile of filters and one pooling window (or a few columns) then stay in registers while all
/// channels and filter positions pass.
package struct ConvolutionKernel: Sendable {
  package let geometry: ConvolutionGeometry
  package let block: ConvolutionBlock
  /// The filters of a group that are computed from one window of the input; they divide the group.
  package let partFilters: Int
  /// Tiles of those filters.
  package let filterTiles: [Tile]
  /// Tiles of the window columns of a piece: one column a step where there is pooling.
  package let columnTiles: [Tile]
  /// The rows of output, or of pooling windows, that are computed from one window of the input.
  package let bandRows: Int
  /// What is computed of the elements of the input as they are copied; `nil` where they are there.
  package var computedInput: ElementProgram?
  /// What is added up of the rows of the output; `nil` where nothing is.
  package var rowSums: RowSums?

  package init(
    geometry: ConvolutionGeometry, block: ConvolutionBlock, partFilters: Int,
    filterTiles: [Tile], columnTiles: [Tile], bandRows: Int
  ) {
    self.geometry = geometry
    self.block = block
    self.partFilters = partFilters
    self.filterTiles = filterTiles
    self.columnTiles = columnTiles
    self.bandRows = bandRows
  }

  /// What is copied of the input for a band.
  package var window: ConvolutionWindow {
    geometry.inputWindow(bandRows: bandRows, window: block.pooling?.window ?? [1, 1])
  }

  /// The pieces of the columns of the output, or of its pooling windows.
  package var pieces: ColumnPieces {
    geometry.outputPieces(window: block.pooling?.window ?? [1, 1])
  }

  /// The parts of a group's filters.
  package var parts: Int { geometry.filtersPerGroup / max(1, partFilters) }

  /// The rows of the output, and the bands that they are cut into.
  package var rows: Int { geometry.outputHeight / (block.pooling?.window[0] ?? 1) }
  package var bands: Int { (rows + bandRows - 1) / bandRows }
}

extension ConvolutionKernel: KernelTraits {
  package static var kind: Kernel.Kind { .convolution }
  package var algorithms: [String] { ["convolution \(geometry.operands): direct"] }
  package var work: Work {
    .products(geometry.products(columns: pieces.columns * (block.pooling?.window[1] ?? 1)))
  }
  package var namesParametersByRole: Bool { true }
  package var threadWorkspaceBytes: Int { geometry.bytes(of: window) }
}

extension ConvolutionKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    block = try text.field("block")
    partFilters = try text.field("partFilters")
    filterTiles = try text.field("filterTiles")
    columnTiles = try text.field("columnTiles")
    bandRows = try text.field("bandRows")
    computedInput = try text.field("computedInput")
    rowSums = try text.field("rowSums")
    try text.expect(")")
  }
}
