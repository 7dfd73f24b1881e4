import GraphIR

/// The gradient at the filters of a convolution, on tiles of rows.
package struct RowTiledFilterGradientKernel: Sendable {
  package let tiling: RowTiling
  package let gradient: OutputGradient
  /// Tiles of filters, which read the same input.
  package let filterTiles: [Tile]
  /// Tiles of filter rows and of points whose sums are in registers at the same time, each pair its
  /// own call.
  package let filterRowTiles: [Tile]
  package let pointTiles: [Tile]

  package init(
    tiling: RowTiling, gradient: OutputGradient, filterTiles: [Tile], filterRowTiles: [Tile],
    pointTiles: [Tile]
  ) {
    self.tiling = tiling
    self.gradient = gradient
    self.filterTiles = filterTiles
    self.filterRowTiles = filterRowTiles
    self.pointTiles = pointTiles
  }

  /// The vectors of thread-local workspace: the output gradient of one filter, the input at all
  /// points, and the output gradient of a tile of filters at all points.
  package var workspaceSizes: (plane: Int, points: Int, gradientPoints: Int) {
    let geometry = tiling.geometry
    return (
      geometry.outputHeight * tiling.tiledWidth, geometry.channels * tiling.channelVectors,
      (filterTiles.map(\.size).max() ?? 0) * geometry.outputHeight * tiling.rowVectors
    )
  }

  package var workspaceVectors: Int {
    workspaceSizes.plane + workspaceSizes.points + workspaceSizes.gradientPoints
  }

  /// The vectors of each portion's own sums.
  package var partialVectors: Int { tiling.filterRows * tiling.columns.points }
}

extension RowTiledFilterGradientKernel: KernelTraits {
  package static var kind: Kernel.Kind { .rowTiledFilterGradient }
  package var algorithms: [String] {
    let geometry = tiling.geometry
    return ["filter gradient \(geometry.operands): \(tiling)\(geometry.chunkText)"]
  }
  package var work: Work { .products(tiling.geometry.products) }
  package var workspaces: [Workspace] {
    let bytes = tiling.geometry.portions.count * tiling.bytes(partialVectors)
    return [
      Workspace(.partialSums, tiling.geometry.elementType, byteCount: bytes)
    ]
  }
  package var isApproximate: Bool { true }
  package var namesParametersByRole: Bool { true }
  package var threadWorkspaceBytes: Int { tiling.bytes(workspaceVectors) }
}

extension RowTiledFilterGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    gradient = try text.field("gradient")
    filterTiles = try text.field("filterTiles")
    filterRowTiles = try text.field("filterRowTiles")
    pointTiles = try text.field("pointTiles")
    try text.expect(")")
  }
}
