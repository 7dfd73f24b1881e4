import GraphIR

/// The gradient at the filters of a convolution, on tiles.
///
/// At each point it is a product of the input and the output gradient, summed over images and
/// tiles: vectors of sums over images first, whose lanes are added for a whole tile of filters and
/// channels at once. The input stays in the L2 cache at all points, while the output gradient
/// passes a few filters at a time.
package struct WinogradFilterGradientKernel: Sendable {
  package let tiling: WinogradTiling
  package let gradient: OutputGradient
  /// The filters and the channels of a tile of sums, which fill one or more whole vectors.
  package let filterStep: Int
  package let channelStep: Int
  /// The groups of images whose values at the points are held at the same time.
  package let blocksAtOnce: Int
  /// The filters and the channels whose values are held at the same time: whole tiles.
  package let filtersAtOnce: Int
  package let channelsAtOnce: Int
  /// How many threads share the filters of a portion of the images, each of which transforms the
  /// input.
  package let shares: Int

  package init(
    tiling: WinogradTiling, gradient: OutputGradient, filterStep: Int, channelStep: Int,
    blocksAtOnce: Int, filtersAtOnce: Int, channelsAtOnce: Int, shares: Int
  ) {
    self.tiling = tiling
    self.gradient = gradient
    self.filterStep = filterStep
    self.channelStep = channelStep
    self.blocksAtOnce = blocksAtOnce
    self.filtersAtOnce = filtersAtOnce
    self.channelsAtOnce = channelsAtOnce
    self.shares = shares
  }

  package var filterTiles: Int { (tiling.geometry.filters + filterStep - 1) / filterStep }
  package var channelTiles: Int { (tiling.geometry.channels + channelStep - 1) / channelStep }
  /// The vectors that the sums of one tile become.
  package var vectorsPerTile: Int { filterStep * channelStep / tiling.geometry.lanes }
  /// The terms of a sum: tiles of the images that are held at the same time.
  package var terms: Int { blocksAtOnce * tiling.tiles }

  package var inputStride: Int { tiling.pointStride(channelsAtOnce * terms) }
  package var gradientStride: Int { tiling.pointStride(filtersAtOnce * terms) }

  /// The vectors of thread-local workspace: the output gradient of one filter, the input of one
  /// channel and the output gradient of a few filters with their rows transformed, the input at all
  /// points, and the output gradient at one row of points.
  package var workspaceSizes:
    (plane: Int, inputRows: Int, gradientRows: Int, inputPoints: Int, gradientPoints: Int)
  {
    (
      tiling.bandRows * tiling.rows.outputs * tiling.tiledWidth, tiling.inputRowsVectors,
      filtersAtOnce * blocksAtOnce * tiling.gradientRowsVectors,
      tiling.points * inputStride, tiling.columns.points * gradientStride
    )
  }

  package var workspaceVectors: Int {
    let sizes = workspaceSizes
    return sizes.plane + sizes.inputRows + sizes.gradientRows + sizes.inputPoints
      + sizes.gradientPoints
  }

  /// The elements of each portion's own sums.
  package var partialElements: Int {
    tiling.points * filterTiles * channelTiles * filterStep * channelStep
  }
}

extension WinogradFilterGradientKernel: KernelTraits {
  package static var kind: Kernel.Kind { .winogradFilterGradient }
  package var algorithms: [String] {
    let geometry = tiling.geometry
    return ["filter gradient \(geometry.operands): \(tiling)\(geometry.chunkText)"]
  }
  package var work: Work { .products(tiling.geometry.products) }
  package var workspaces: [Workspace] {
    let geometry = tiling.geometry
    let bytes = geometry.portions.count * partialElements * geometry.elementType.byteCount
    return [Workspace(.partialSums, geometry.elementType, byteCount: bytes)]
  }
  package var isApproximate: Bool { true }
  package var namesParametersByRole: Bool { true }
  package var threadWorkspaceBytes: Int { tiling.bytes(workspaceVectors) }
}

extension WinogradFilterGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    tiling = try text.field("tiling")
    gradient = try text.field("gradient")
    filterStep = try text.field("filterStep")
    channelStep = try text.field("channelStep")
    blocksAtOnce = try text.field("blocksAtOnce")
    filtersAtOnce = try text.field("filtersAtOnce")
    channelsAtOnce = try text.field("channelsAtOnce")
    shares = try text.field("shares")
    try text.expect(")")
  }
}
