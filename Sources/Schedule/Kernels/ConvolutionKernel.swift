import GraphIR

/// A convolution, with pooling, bias and activation where the block has them.
///
/// Accumulators of one tile of filters and one pooling window (or a few columns) stay in registers
/// while all channels and filter positions pass; what is taken of a window comes from there.
package struct ConvolutionKernel: Sendable {
  package let geometry: ConvolutionGeometry
  package let block: ConvolutionBlock
  /// Tiles of the filters of one group.
  package let filterTiles: [Tile]
  /// Tiles of window columns: one column a step where there is pooling.
  package let columnTiles: [Tile]

  package init(
    geometry: ConvolutionGeometry, block: ConvolutionBlock, filterTiles: [Tile], columnTiles: [Tile]
  ) {
    self.geometry = geometry
    self.block = block
    self.filterTiles = filterTiles
    self.columnTiles = columnTiles
  }
}

extension ConvolutionKernel: KernelTraits {
  package static var kind: Kernel.Kind { .convolution }
  package var algorithm: String? { "convolution \(geometry.operands): direct" }
  package var work: Work { .products(geometry.products) }
  package var namesParametersByRole: Bool { true }
}

extension ConvolutionKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    block = try text.field("block")
    filterTiles = try text.field("filterTiles")
    columnTiles = try text.field("columnTiles")
    try text.expect(")")
  }
}
