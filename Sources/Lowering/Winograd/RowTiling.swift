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
  /// The widths of the input and the output that whole tiles cover.
  public var coveredWidth: Int { (tileColumns - 1) * columns.outputs + columns.points }
  public var tiledWidth: Int { tileColumns * columns.outputs }
  /// The vectors of one row of the input at its points, and of one channel.
  public var rowVectors: Int { tileColumns * columns.points }
  public var channelVectors: Int { geometry.height * rowVectors }
  /// The number of filter rows, over all filters and channels.
  public var filterRows: Int { geometry.filters * geometry.channels * geometry.filterHeight }

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
  /// Tiles of a row whose sums are in registers at the same time.
  public let imageTiles: [Tile]

  init(_ tiling: RowTiling, block: ConvolutionBlock, target: Target) {
    self.tiling = tiling
    self.block = block
    imageTiles = Tile.cover(
      tiling.tileColumns, limit: max(1, target.accumulators / tiling.columns.points))
  }

  /// The filters at all points.
  var filterBytes: Int {
    tiling.filterRows * tiling.columns.points * tiling.geometry.elementType.byteCount
  }

  var scratchBytes: Int { tiling.bytes(tiling.geometry.channels * tiling.channelVectors) }
}

/// The gradient at the filters of a convolution, on tiles of rows.
public struct RowTiledFilterGradientKernel: Sendable {
  public let tiling: RowTiling
  public let gradient: OutputGradient
  /// Tiles of filter rows and of points whose sums are in registers at the same time, each pair its own
  /// piece of code.
  public let filterRowTiles: [Tile]
  public let pointTiles: [Tile]

  init(_ tiling: RowTiling, gradient: OutputGradient, target: Target) {
    self.tiling = tiling
    self.gradient = gradient
    filterRowTiles = Tile.cover(tiling.geometry.filterHeight, limit: 5).steps
    let rows = filterRowTiles.map(\.size).max() ?? 1
    pointTiles = Tile.cover(tiling.columns.points, limit: max(1, target.accumulators / rows)).steps
  }

  /// The vectors of scratch memory: the output gradient of one filter, the input at all points, and
  /// the output gradient of one filter at all points.
  public var scratchSizes: (plane: Int, points: Int, gradientPoints: Int) {
    let geometry = tiling.geometry
    return (
      geometry.outputHeight * tiling.tiledWidth, geometry.channels * tiling.channelVectors,
      geometry.outputHeight * tiling.rowVectors
    )
  }

  public var scratchVectors: Int {
    scratchSizes.plane + scratchSizes.points + scratchSizes.gradientPoints
  }

  /// The vectors of each chunk's own sums.
  public var partialVectors: Int { tiling.filterRows * tiling.columns.points }

  var scratchBytes: Int { tiling.bytes(scratchVectors) }
}
