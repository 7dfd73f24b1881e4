import GraphIR
import Schedule

// Tiles of the direct gradient at filters, and what is held of the input and the output gradient.

extension ConvolutionFilterGradientKernel {
  init(_ geometry: ConvolutionGeometry, gradient: OutputGradient, target: Target) {
    let tile = FilterGradientTile.cheapest(geometry)
    let columns = max(1, geometry.outputPieces().columns)
    // What comes after decides in which order terms are added, so nothing of the machine counts.
    let window = gradient.window[0]
    let whole = { (rows: Int) in (rows + window - 1) / window * window }
    let mostRows = max(window, Self.mostTerms / columns / window * window)
    let bands = max(1, (geometry.outputHeight + mostRows - 1) / mostRows)
    let bandRows =
      bands == 1
      ? max(1, geometry.outputHeight) : whole(Self.share(geometry.outputHeight, bands))
    let blocksAtOnce = max(
      1, min(Self.mostTerms / (bandRows * columns), geometry.portions.largest))
    let one = ConvolutionFilterGradientKernel(
      geometry: geometry, gradient: gradient, filterStep: tile.filters,
      channelStep: tile.channels, tapRows: tile.rows, tapColumns: tile.columns,
      filtersInRegisters: tile.filtersInRegisters(target.accumulators), bandRows: bandRows,
      blocksAtOnce: blocksAtOnce, channelsAtOnce: tile.channels, filtersPerShare: tile.filters)
    // As many channels as half of the L2 cache holds, in groups of one size.
    let tiles = max(1, one.tiles.channels)
    let bytes = one.threadWorkspaceBytes * tiles
    let groups = min(tiles, max(1, Self.share(bytes, target.l2Bytes / 2)))
    self.init(
      geometry: geometry, gradient: gradient, filterStep: tile.filters,
      channelStep: tile.channels, tapRows: tile.rows, tapColumns: tile.columns,
      filtersInRegisters: one.filtersInRegisters, bandRows: bandRows, blocksAtOnce: blocksAtOnce,
      channelsAtOnce: Self.share(tiles, groups) * tile.channels,
      filtersPerShare: max(1, Self.share(one.tiles.filters, one.sharesNeeded(target)))
        * tile.filters)
  }

  /// The shares of a group's filters.
  private func sharesNeeded(_ target: Target) -> Int {
    target.shares(
      of: tiles.filters, others: geometry.portions.count * geometry.convolution.groups,
      unlessKnown: Self.mostThreads)
  }

  /// The threads that filters are shared out to where nobody has said how many there will be.
  private static let mostThreads = 16

  /// The most terms of a sum: enough to be worth adding lanes, and few enough for an L1 cache to
  /// hold what a tile of 4 filters and 4 channels reads.
  private static let mostTerms = 64

  private static func share(_ count: Int, _ parts: Int) -> Int { (count + parts - 1) / parts }
}

/// The filters, channels and taps whose sums are found together.
struct FilterGradientTile {
  let filters, channels, rows, columns: Int

  /// A vector's lanes are added for as many at once.
  private static let mostSums = 16

  /// The tile that takes the fewest cycles for all filters, channels and taps of a group.
  static func cheapest(_ geometry: ConvolutionGeometry) -> FilterGradientTile {
    let (height, width) = (max(1, geometry.filterHeight), max(1, geometry.filterWidth))
    var best = FilterGradientTile(filters: 1, channels: 1, rows: 1, columns: 1)
    var fewest = Double.infinity
    for rows in divisors(of: height, atMost: mostSums) {
      for columns in divisors(of: width, atMost: mostSums / rows) {
        for channels in 1...most(geometry.channelsPerGroup, mostSums / (rows * columns)) {
          let limit = mostSums / (rows * columns * channels)
          for filters in 1...most(geometry.filtersPerGroup, limit) {
            let tile = FilterGradientTile(
              filters: filters, channels: channels, rows: rows, columns: columns)
            let cycles = tile.cycles(geometry)
            if cycles < fewest { (best, fewest) = (tile, cycles) }
          }
        }
      }
    }
    return best
  }

  /// What the terms of all sums of a group at one position of the output take, in cycles of a
  /// multiply-add.
  func cycles(_ geometry: ConvolutionGeometry) -> Double {
    let tiles =
      share(geometry.filtersPerGroup, filters) * share(geometry.channelsPerGroup, channels)
      * share(geometry.filterHeight, rows) * share(geometry.filterWidth, columns)
    let sums = filters * channels * rows * columns
    let loads = filters + channels * rows * columns
    // As many loads as multiply-adds are done at a time, but they are not free where they are
    // fewer; and each tile's lanes are added in the end.
    return tiles * (Double(max(sums, loads)) + Double(loads) / 4 + 1)
  }

  /// How many filters' sums fit in registers: all, or a part of equal size.
  func filtersInRegisters(_ accumulators: Int) -> Int {
    let most = max(1, accumulators / (channels * rows * columns))
    return Self.divisors(of: filters, atMost: most).last ?? 1
  }

  private func share(_ count: Int, _ parts: Int) -> Double {
    Double((count + parts - 1) / parts)
  }

  private static func most(_ count: Int, _ limit: Int) -> Int { max(1, min(count, limit)) }

  private static func divisors(of number: Int, atMost limit: Int) -> [Int] {
    (1...max(1, min(number, limit))).filter { number.isMultiple(of: $0) }
  }
}
