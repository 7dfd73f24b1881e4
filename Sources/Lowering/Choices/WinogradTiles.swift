import GraphIR
import Schedule

// Bands of Winograd's tiles, and what is held of them in registers and in the L2 cache.

extension WinogradTiling {
  init(_ geometry: ConvolutionGeometry, rows: WinogradTransform, columns: WinogradTransform) {
    let whole = WinogradTiling(geometry: geometry, rows: rows, columns: columns, bandRows: 1)
    // As many rows as make the inner loops long enough to be worth their overhead.
    let bandRows = (1...whole.tileRows).first {
      whole.tileRows.isMultiple(of: $0) && $0 * whole.tileColumns >= Self.leastTiles
    }
    self.init(
      geometry: geometry, rows: rows, columns: columns, bandRows: bandRows ?? whole.tileRows)
  }

  private static let leastTiles = 4

  /// How many threads share so many steps over filters or channels, where there are fewer other
  /// shares than threads.
  fileprivate func shares(of steps: Int, others: Int, _ target: Target) -> Int {
    target.shares(of: steps, others: others, unlessKnown: Self.mostThreads)
  }

  /// The threads that there are shares for where nobody has said how many there will be.
  private static let mostThreads = 4

  /// Tiles of a band whose sums are in registers at the same time.
  fileprivate func imageTiles(_ target: Target) -> [Tile] {
    Tile.cover(tiles, limit: target.accumulators / 4)
  }

  /// Filters or channels whose sums are in registers at the same time.
  fileprivate func sumTiles(_ count: Int, _ target: Target) -> [Tile] {
    let widest = imageTiles(target).map(\.size).max() ?? 1
    return Tile.cover(count, limit: max(1, target.accumulators / widest))
  }
}

extension WinogradConvolutionKernel {
  init(_ tiling: WinogradTiling, block: ConvolutionBlock, target: Target) {
    let filterTiles = tiling.sumTiles(tiling.geometry.filters, target)
    self.init(
      tiling: tiling, block: block, filterTiles: filterTiles,
      imageTiles: tiling.imageTiles(target),
      shares: tiling.shares(
        of: filterTiles.steps.count, others: tiling.geometry.blocks * tiling.bands, target))
  }
}

extension WinogradInputGradientKernel {
  init(_ tiling: WinogradTiling, gradient: OutputGradient, target: Target) {
    let channelTiles = tiling.sumTiles(tiling.geometry.channels, target)
    self.init(
      tiling: tiling, gradient: gradient, channelTiles: channelTiles,
      imageTiles: tiling.imageTiles(target),
      shares: tiling.shares(
        of: channelTiles.steps.count, others: tiling.geometry.blocks, target))
  }
}

extension WinogradFilterGradientKernel {
  init(_ tiling: WinogradTiling, gradient: OutputGradient, target: Target) {
    let geometry = tiling.geometry
    // Of few channels the sums are all filters', of which there are enough.
    let channelStep =
      geometry.channels >= 4 ? Self.sumsOfTile / 4 : geometry.channels >= 2 ? 2 : 1
    let filterStep = Self.sumsOfTile / channelStep
    // Sums of fewer vectors than these are not worth adding their lanes.
    let enough = (Self.leastTerms + tiling.tiles - 1) / tiling.tiles
    let blocksAtOnce = max(1, min(enough, geometry.portions.largest))
    let bytesOfTile = tiling.bytes(tiling.points * channelStep * blocksAtOnce * tiling.tiles)
    let tiles = Self.whole(geometry.channels, channelStep) / channelStep
    // The most bytes of transformed input: what the L2 cache holds beside the sums.
    let inputLimit = target.l2Bytes / 16 * 11
    let groups = min(tiles, (tiles * bytesOfTile + inputLimit - 1) / inputLimit)
    // Two tiles of filters read the same input from the L1 cache.
    let filtersAtOnce = Self.whole(min(geometry.filters, 2 * filterStep), filterStep)
    self.init(
      tiling: tiling, gradient: gradient, filterStep: filterStep, channelStep: channelStep,
      blocksAtOnce: blocksAtOnce, filtersAtOnce: filtersAtOnce,
      channelsAtOnce: (tiles + groups - 1) / groups * channelStep,
      shares: tiling.shares(
        of: (geometry.filters + filtersAtOnce - 1) / filtersAtOnce,
        others: geometry.portions.count, target))
  }

  private static let leastTerms = 8

  /// The sums of a tile of filters and channels: a vector's lanes are added for as many at once.
  private static let sumsOfTile = 16

  /// A number of filters or channels, filled up to whole tiles.
  private static func whole(_ count: Int, _ step: Int) -> Int { (count + step - 1) / step * step }
}
