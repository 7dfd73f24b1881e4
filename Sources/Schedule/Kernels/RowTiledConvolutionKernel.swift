import GraphIR

/// A convolution on tiles of rows, with pooling, bias and activation where the block has them.
package struct RowTiledConvolutionKernel: Sendable {
  package let tiling: RowTiling
  package let block: ConvolutionBlock
  /// Tiles of filters, whose sums over one tile of a row are in registers at the same time.
  package let filterTiles: [Tile]

  package init(tiling: RowTiling, block: ConvolutionBlock, filterTiles: [Tile]) {
    self.tiling = tiling
    self.block = block
    self.filterTiles = filterTiles
  }

  /// The filters at all points.
  package var filterBytes: Int {
    tiling.filterRows * tiling.columns.points * tiling.geometry.elementType.byteCount
  }

  /// The vectors of thread-local workspace: the input at all points, and the rows of one row of
  /// pooling windows, of a tile of filters.
  package var workspaceSizes: (points: Int, outputs: Int) {
    let rows = block.pooling?.window[0] ?? 1
    return (
      tiling.geometry.channels * tiling.channelVectors,
      (filterTiles.map(\.size).max() ?? 0) * rows * tiling.tiledWidth
    )
  }

  package var workspaceVectors: Int { workspaceSizes.points + workspaceSizes.outputs }
}

extension RowTiledConvolutionKernel: KernelTraits {
  package static var kind: Kernel.Kind { .rowTiledConvolution }
  package var algorithms: [String] { ["convolution \(tiling.geometry.operands): \(tiling)"] }
  package var work: Work { .products(tiling.geometry.products) }
  package var workspaces: [Workspace] {
    [Workspace(.transformedFilters, tiling.geometry.elementType, byteCount: filterBytes)]
  }
  package var isApproximate: Bool { true }
  package var namesParametersByRole: Bool { true }
  package var threadWorkspaceBytes: Int { tiling.bytes(workspaceVectors) }
}

extension RowTiledConvolutionKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    block = try text.field("block")
    filterTiles = try text.field("filterTiles")
    try text.expect(")")
  }
}
