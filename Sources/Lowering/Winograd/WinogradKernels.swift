import GraphIR

/// A convolution on tiles, with pooling, bias and activation where the block has them.
public struct WinogradConvolutionKernel: Sendable {
  public let tiling: WinogradTiling
  public let block: ConvolutionBlock
  /// Tiles of filters, whose sums stay in registers while all channels pass.
  public let filterTiles: [Tile]
  /// The same for the tiles of a band.
  public let imageTiles: [Tile]

  init(_ tiling: WinogradTiling, block: ConvolutionBlock, target: Target) {
    self.tiling = tiling
    self.block = block
    imageTiles = tiling.imageTiles(target)
    filterTiles = tiling.sumTiles(tiling.geometry.filters, target)
  }

  /// The distance between the values of two points in the scratch memory, in vectors.
  public var pointStride: Int { tiling.pointStride(tiling.geometry.channels * tiling.tiles) }

  /// The vectors of scratch memory: the input at all points, products of one row of points, these with
  /// the columns transformed, for all rows, and the input of one channel with its rows transformed.
  public var scratchSizes: (points: Int, products: Int, rows: Int, inputRows: Int) {
    let sums = (filterTiles.map(\.size).max() ?? 0) * tiling.tiles
    return (
      tiling.points * pointStride, tiling.columns.points * sums,
      tiling.rows.points * sums * tiling.columns.outputs, tiling.inputRowsVectors
    )
  }

  public var scratchVectors: Int {
    let sizes = scratchSizes
    return sizes.points + sizes.products + sizes.rows + sizes.inputRows
  }

  var scratchBytes: Int { tiling.bytes(scratchVectors) }
}

/// The gradient at the input of a convolution, on tiles: the transposed map of the forward kernel.
public struct WinogradInputGradientKernel: Sendable {
  public let tiling: WinogradTiling
  public let gradient: OutputGradient
  /// Tiles of channels, whose sums stay in registers while all filters pass.
  public let channelTiles: [Tile]
  public let imageTiles: [Tile]

  init(_ tiling: WinogradTiling, gradient: OutputGradient, target: Target) {
    self.tiling = tiling
    self.gradient = gradient
    imageTiles = tiling.imageTiles(target)
    channelTiles = tiling.sumTiles(tiling.geometry.channels, target)
  }

  public var pointStride: Int { tiling.pointStride(tiling.geometry.filters * tiling.tiles) }

  /// The vectors of scratch memory: the output gradient of one filter, the gradient at all points,
  /// products of one row of points, these with the columns transformed, for all rows, and the output
  /// gradient of one filter with its rows transformed.
  public var scratchSizes:
    (plane: Int, points: Int, products: Int, rows: Int, gradientRows: Int)
  {
    let channels = channelTiles.map(\.size).max() ?? 0
    return (
      tiling.bandRows * tiling.rows.outputs * tiling.tiledWidth, tiling.points * pointStride,
      tiling.columns.points * channels * tiling.tiles,
      channels * tiling.bandRows * tiling.rows.points * tiling.coveredWidth,
      tiling.gradientRowsVectors
    )
  }

  public var scratchVectors: Int {
    let sizes = scratchSizes
    return sizes.plane + sizes.points + sizes.products + sizes.rows + sizes.gradientRows
  }

  var scratchBytes: Int { tiling.bytes(scratchVectors) }
}

/// The gradient at the filters of a convolution, on tiles.
///
/// At each point it is a product of the input and the output gradient, summed over images and
/// tiles: vectors of sums over images first, whose lanes are added for a whole tile of filters and
/// channels at once. The input stays in the second cache at all points, while the output gradient passes
/// a few filters at a time.
public struct WinogradFilterGradientKernel: Sendable {
  public let tiling: WinogradTiling
  public let gradient: OutputGradient
  /// The filters and the channels of a tile of sums, which fill one or more whole vectors.
  public let filterStep: Int
  public let channelStep: Int
  /// The groups of images whose values at the points are held at the same time.
  public let blocksAtOnce: Int
  /// The filters and the channels whose values are held at the same time: whole tiles.
  public let filtersAtOnce: Int
  public let channelsAtOnce: Int

  init(_ tiling: WinogradTiling, gradient: OutputGradient, target: Target) {
    self.tiling = tiling
    self.gradient = gradient
    let geometry = tiling.geometry
    // Of few channels the sums are all filters', of which there are enough.
    let sums = target.vectorBytes == 32 ? 8 : 16
    channelStep = geometry.channels >= 4 ? sums / 4 : geometry.channels >= 2 ? 2 : 1
    filterStep = sums / channelStep
    // Sums of fewer vectors than these are not worth adding their lanes.
    let expected = (Self.leastTerms + tiling.tiles - 1) / tiling.tiles
    blocksAtOnce = max(1, min(expected, geometry.blocksPerChunk))
    // Two tiles of filters read the same input from the first cache.
    filtersAtOnce = Self.whole(min(geometry.filters, 2 * filterStep), filterStep)
    let bytesOfTile = tiling.bytes(tiling.points * channelStep * blocksAtOnce * tiling.tiles)
    let tiles = Self.whole(geometry.channels, channelStep) / channelStep
    let groups = min(tiles, (tiles * bytesOfTile + Self.inputLimit - 1) / Self.inputLimit)
    channelsAtOnce = (tiles + groups - 1) / groups * channelStep
  }

  private static let leastTerms = 8
  /// The most bytes of input at all points: what a second cache of a megabyte holds beside the sums.
  private static let inputLimit = 11 << 16

  /// A number of filters or channels, filled up to whole tiles.
  private static func whole(_ count: Int, _ step: Int) -> Int { (count + step - 1) / step * step }

  public var filterTiles: Int { (tiling.geometry.filters + filterStep - 1) / filterStep }
  public var channelTiles: Int { (tiling.geometry.channels + channelStep - 1) / channelStep }
  /// The vectors that the sums of one tile become.
  public var vectorsPerTile: Int { filterStep * channelStep / tiling.geometry.lanes }
  /// The terms of a sum: tiles of the images that are held at the same time.
  public var terms: Int { blocksAtOnce * tiling.tiles }

  public var inputStride: Int { tiling.pointStride(channelsAtOnce * terms) }
  public var gradientStride: Int { tiling.pointStride(filtersAtOnce * terms) }

  /// The vectors of scratch memory: the output gradient of one filter, the input of one channel and the
  /// output gradient of a few filters with their rows transformed, the input at all points, and the
  /// output gradient at one row of points.
  public var scratchSizes:
    (plane: Int, inputRows: Int, gradientRows: Int, inputPoints: Int, gradientPoints: Int)
  {
    (
      tiling.bandRows * tiling.rows.outputs * tiling.tiledWidth, tiling.inputRowsVectors,
      filtersAtOnce * blocksAtOnce * tiling.gradientRowsVectors,
      tiling.points * inputStride, tiling.columns.points * gradientStride
    )
  }

  public var scratchVectors: Int {
    let sizes = scratchSizes
    return sizes.plane + sizes.inputRows + sizes.gradientRows + sizes.inputPoints
      + sizes.gradientPoints
  }

  var scratchBytes: Int { tiling.bytes(scratchVectors) }

  /// The elements of each chunk's own sums.
  public var partialElements: Int {
    tiling.points * filterTiles * channelTiles * filterStep * channelStep
  }
}

extension WinogradTiling {
  /// The vectors of one channel of a band, and of one filter's output gradient, with their rows
  /// transformed.
  public var inputRowsVectors: Int { bandRows * rows.points * coveredWidth }
  public var gradientRowsVectors: Int { bandRows * rows.points * tiledWidth }

  /// Tiles of a band whose sums are in registers at the same time.
  func imageTiles(_ target: Target) -> [Tile] {
    Tile.cover(tiles, limit: target.accumulators / 4)
  }

  /// Filters or channels whose sums are in registers at the same time.
  func sumTiles(_ count: Int, _ target: Target) -> [Tile] {
    let widest = imageTiles(target).map(\.size).max() ?? 1
    return Tile.cover(count, limit: max(1, target.accumulators / widest))
  }

  /// The bytes of so many vectors.
  func bytes(_ vectors: Int) -> Int {
    vectors * geometry.lanes * geometry.elementType.byteCount
  }

  /// The bytes of the filters at all points.
  var filterBytes: Int {
    points * geometry.filters * geometry.channels * geometry.elementType.byteCount
  }
}
