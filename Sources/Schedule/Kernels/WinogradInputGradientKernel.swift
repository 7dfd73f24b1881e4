import GraphIR

/// The gradient at the input of a convolution, on tiles: the transposed map of the forward kernel.
package struct WinogradInputGradientKernel: Sendable {
  package let tiling: WinogradTiling
  package let gradient: OutputGradient
  /// Tiles of channels, whose sums stay in registers while all filters pass.
  package let channelTiles: [Tile]
  package let imageTiles: [Tile]
  /// How many threads share the channels of a group of images; each transforms what it reads.
  package let shares: Int

  package init(
    tiling: WinogradTiling, gradient: OutputGradient, channelTiles: [Tile], imageTiles: [Tile],
    shares: Int
  ) {
    self.tiling = tiling
    self.gradient = gradient
    self.channelTiles = channelTiles
    self.imageTiles = imageTiles
    self.shares = shares
  }

  /// The rows of transformed filters that one point has, one for each filter.
  package var termRows: Int {
    tiling.termRows(tiling.geometry.filters, of: channelTiles)
  }

  package var pointStride: Int { tiling.pointStride(tiling.geometry.filters * tiling.tiles) }

  /// The vectors of thread-local workspace: the output gradient of one filter, the gradient at all
  /// points, products of one row of points, these with the columns transformed, for all rows, and
  /// the output gradient of one filter with its rows transformed.
  package var workspaceSizes: (plane: Int, points: Int, products: Int, rows: Int, gradientRows: Int)
  {
    let channels = channelTiles.map(\.size).max() ?? 0
    return (
      tiling.bandRows * tiling.rows.outputs * tiling.tiledWidth, tiling.points * pointStride,
      tiling.columns.points * channels * tiling.tiles,
      channels * tiling.bandRows * tiling.rows.points * tiling.coveredWidth,
      tiling.gradientRowsVectors
    )
  }

  package var workspaceVectors: Int {
    let sizes = workspaceSizes
    return sizes.plane + sizes.points + sizes.products + sizes.rows + sizes.gradientRows
  }
}

extension WinogradInputGradientKernel: KernelTraits {
  package static var kind: Kernel.Kind { .winogradInputGradient }
  package var algorithms: [String] { ["input gradient \(tiling.geometry.operands): \(tiling)"] }
  package var work: Work { .products(tiling.geometry.products) }
  package var workspaces: [Workspace] {
    let bytes = tiling.filterBytes(sums: tiling.geometry.channels, termRows: termRows)
    return [Workspace(.transformedFilters, tiling.geometry.elementType, byteCount: bytes)]
  }
  package var isApproximate: Bool { true }
  package var namesParametersByRole: Bool { true }
  package var threadWorkspaceBytes: Int { tiling.bytes(workspaceVectors) }
}

extension WinogradInputGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    gradient = try text.field("gradient")
    channelTiles = try text.field("channelTiles")
    imageTiles = try text.field("imageTiles")
    shares = try text.field("shares")
    try text.expect(")")
  }
}
