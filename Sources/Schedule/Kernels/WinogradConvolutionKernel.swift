import GraphIR

/// A convolution on tiles, with pooling, bias and activation where the block has them.
package struct WinogradConvolutionKernel: Sendable {
  package let tiling: WinogradTiling
  package let block: ConvolutionBlock
  /// Tiles of filters, whose sums stay in registers while all channels pass.
  package let filterTiles: [Tile]
  /// The same for the tiles of a band.
  package let imageTiles: [Tile]
  /// How many threads share the filters of a group of images; each transforms what it reads.
  package let shares: Int

  package init(
    tiling: WinogradTiling, block: ConvolutionBlock, filterTiles: [Tile], imageTiles: [Tile],
    shares: Int
  ) {
    self.tiling = tiling
    self.block = block
    self.filterTiles = filterTiles
    self.imageTiles = imageTiles
    self.shares = shares
  }

  /// The rows of transformed filters that one point has, one for each channel.
  package var termRows: Int {
    tiling.termRows(tiling.geometry.channels, of: filterTiles)
  }

  /// The distance between the values of two points in the thread-local workspace, in vectors.
  package var pointStride: Int { tiling.pointStride(tiling.geometry.channels * tiling.tiles) }

  /// The vectors of thread-local workspace: the input at all points, products of one row of points,
  /// these with the columns transformed, for all rows, and the input of one channel with its rows
  /// transformed.
  package var workspaceSizes: (points: Int, products: Int, rows: Int, inputRows: Int) {
    let sums = (filterTiles.map(\.size).max() ?? 0) * tiling.tiles
    return (
      tiling.points * pointStride, tiling.columns.points * sums,
      tiling.rows.points * sums * tiling.columns.outputs, tiling.inputRowsVectors
    )
  }

  package var workspaceVectors: Int {
    let sizes = workspaceSizes
    return sizes.points + sizes.products + sizes.rows + sizes.inputRows
  }
}

extension WinogradConvolutionKernel: KernelTraits {
  package static var kind: Kernel.Kind { .winogradConvolution }
  package var algorithms: [String] { ["convolution \(tiling.geometry.operands): \(tiling)"] }
  package var work: Work { .products(tiling.geometry.products) }
  package var workspaces: [Workspace] {
    let bytes = tiling.filterBytes(sums: tiling.geometry.filters, termRows: termRows)
    return [Workspace(.transformedFilters, tiling.geometry.elementType, byteCount: bytes)]
  }
  package var isApproximate: Bool { true }
  package var namesParametersByRole: Bool { true }
  package var threadWorkspaceBytes: Int { tiling.bytes(workspaceVectors) }
}

extension WinogradConvolutionKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    block = try text.field("block")
    filterTiles = try text.field("filterTiles")
    imageTiles = try text.field("imageTiles")
    shares = try text.field("shares")
    try text.expect(")")
  }
}
