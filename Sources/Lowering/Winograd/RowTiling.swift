import GraphIR

/// A two-dimensional convolution whose rows are cut into tiles that Winograd's transforms compute,
/// while filter rows are summed by the definition.
///
/// Where there are few channels, the transforms of whole tiles cost more than their products save;
/// those along one axis are cheaper, and stay in registers.
public struct RowTiling: Sendable, Hashable {
  public let geometry: ConvolutionGeometry
  /// The transform along W.
  public let columns: WinogradTransform

  public var tileColumns: Int { (geometry.outputWidth + columns.outputs - 1) / columns.outputs }
  /// The tiles of a row that lie in the image with all their points.
  public var wholeTileColumns: Int {
    let width = geometry.width - columns.points
    return width < 0 ? 0 : min(tileColumns, width / columns.outputs + 1)
  }
  /// The widths of the input and the output that whole tiles cover.
  public var coveredWidth: Int { (tileColumns - 1) * columns.outputs + columns.points }
  public var tiledWidth: Int { tileColumns * columns.outputs }
  /// The vectors of one row of the input at its points, and of one channel.
  public var rowVectors: Int { tileColumns * columns.points }
  public var channelVectors: Int { geometry.height * rowVectors }
  /// The number of filter rows, over all filters and channels.
  public var filterRows: Int { geometry.filters * geometry.channels * geometry.filterHeight }
  /// The numbers of one filter at all points.
  public var pointsOfFilter: Int { geometry.channels * geometry.filterHeight * columns.points }

  func bytes(_ vectors: Int) -> Int { vectors * geometry.lanes * geometry.elementType.byteCount }
}

extension RowTiling: CustomStringConvertible {
  public var description: String {
    "Winograd F(1x\(columns.outputs), \(geometry.filterHeight)x\(columns.taps)) over "
      + "\(columns.pointList), filter rows by the definition"
  }
}

/// A convolution on tiles of rows, with pooling, bias and activation where the block has them.
public struct RowTiledConvolutionKernel: Sendable {
  public let tiling: RowTiling
  public let block: ConvolutionBlock
  /// Tiles of filters, whose sums over one tile of a row are in registers at the same time.
  public let filterTiles: [Tile]

  init(_ tiling: RowTiling, block: ConvolutionBlock, target: Target) {
    self.tiling = tiling
    self.block = block
    filterTiles = Tile.cover(
      tiling.geometry.filters, limit: max(1, target.accumulators / tiling.columns.points))
  }

  /// The filters at all points.
  var filterBytes: Int {
    tiling.filterRows * tiling.columns.points * tiling.geometry.elementType.byteCount
  }

  /// The vectors of scratch memory: the input at all points, and the rows of one row of pooling windows,
  /// of a tile of filters.
  public var scratchSizes: (points: Int, outputs: Int) {
    let rows = block.pooling?.window[0] ?? 1
    return (
      tiling.geometry.channels * tiling.channelVectors,
      (filterTiles.map(\.size).max() ?? 0) * rows * tiling.tiledWidth
    )
  }

  public var scratchVectors: Int { scratchSizes.points + scratchSizes.outputs }

  var scratchBytes: Int { tiling.bytes(scratchVectors) }
}

/// The gradient at the filters of a convolution, on tiles of rows.
public struct RowTiledFilterGradientKernel: Sendable {
  public let tiling: RowTiling
  public let gradient: OutputGradient
  /// Tiles of filters, which read the same input.
  public let filterTiles: [Tile]
  /// Tiles of filter rows and of points whose sums are in registers at the same time, each pair its own
  /// call.
  public let filterRowTiles: [Tile]
  public let pointTiles: [Tile]

  init(_ tiling: RowTiling, gradient: OutputGradient, target: Target) {
    self.tiling = tiling
    self.gradient = gradient
    filterTiles = Tile.cover(tiling.geometry.filters, limit: 2)
    filterRowTiles = Tile.cover(tiling.geometry.filterHeight, limit: 5).steps
    let sums = (filterTiles.map(\.size).max() ?? 1) * (filterRowTiles.map(\.size).max() ?? 1)
    pointTiles = Tile.cover(tiling.columns.points, limit: max(1, target.accumulators / sums)).steps
  }

  /// The vectors of scratch memory: the output gradient of one filter, the input at all points, and
  /// the output gradient of a tile of filters at all points.
  public var scratchSizes: (plane: Int, points: Int, gradientPoints: Int) {
    let geometry = tiling.geometry
    return (
      geometry.outputHeight * tiling.tiledWidth, geometry.channels * tiling.channelVectors,
      (filterTiles.map(\.size).max() ?? 0) * geometry.outputHeight * tiling.rowVectors
    )
  }

  public var scratchVectors: Int {
    scratchSizes.plane + scratchSizes.points + scratchSizes.gradientPoints
  }

  /// The vectors of each chunk's own sums.
  public var partialVectors: Int { tiling.filterRows * tiling.columns.points }

  var scratchBytes: Int { tiling.bytes(scratchVectors) }
}
