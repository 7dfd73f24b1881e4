import GraphIR
import Schedule

// Tiles of direct convolutions: as many accumulators as fit in registers.

extension ConvolutionKernel {
  init(_ geometry: ConvolutionGeometry, block: ConvolutionBlock, target: Target) {
    let window = block.pooling?.window ?? [1, 1]
    let positions = window[0] * window[1]
    let width = geometry.outputPieces(window: window).columns
    let work = geometry.work(
      of: geometry.filtersPerGroup, rows: geometry.outputHeight / window[0], target
    ) {
      geometry.inputWindow(bandRows: $0, window: window)
    }
    let tile = RegisterTile(
      sums: work.sums, width: block.pooling == nil ? width : 1,
      limit: target.accumulators / positions)
    self.init(
      geometry: geometry, block: block, partFilters: work.sums,
      filterTiles: Tile.cover(work.sums, limit: tile.sums),
      columnTiles: Tile.cover(width, limit: tile.columns), bandRows: work.rows)
  }
}

extension ConvolutionInputGradientKernel {
  init(_ geometry: ConvolutionGeometry, gradient: OutputGradient, target: Target) {
    let work = geometry.work(
      of: geometry.channelsPerGroup, rows: geometry.phaseExtent(axis: 0), target
    ) {
      geometry.gradientWindow(bandRows: $0, holdsWholeRows: gradient != .dense)
    }
    self.init(
      geometry, gradient: gradient, partChannels: work.sums, bandRows: work.rows, target: target)
  }

  private init(
    _ geometry: ConvolutionGeometry, gradient: OutputGradient, partChannels: Int, bandRows: Int,
    target: Target
  ) {
    let tile = RegisterTile(
      sums: partChannels, width: geometry.inputPieces.columns, limit: target.accumulators)
    self.init(
      geometry: geometry, gradient: gradient, partChannels: partChannels,
      channelTiles: Tile.cover(partChannels, limit: tile.sums), columns: tile.columns,
      bandRows: bandRows)
  }

  /// The same where all channels of a group are computed from a window of so many rows.
  func computingAllChannels(bandRows: Int, target: Target) -> ConvolutionInputGradientKernel {
    ConvolutionInputGradientKernel(
      geometry, gradient: gradient, partChannels: geometry.channelsPerGroup, bandRows: bandRows,
      target: target)
  }
}

/// Sums of a few filters (or channels) at a few columns that are held in registers.
private struct RegisterTile {
  let sums: Int
  let columns: Int

  /// The tile with the least loads for each product that covers the extents.
  ///
  /// - Parameters:
  ///   - sums: how many filters there are.
  ///   - width: how many columns there are.
  ///   - limit: how many sums fit in registers.
  init(sums: Int, width: Int, limit: Int) {
    var best: (sums: Int, columns: Int, cost: Double) = (1, 1, .infinity)
    for columns in 1...max(1, min(width, limit)) {
      let most = max(1, min(sums, limit / columns))
      let cost = Self.cost(Tile.cover(sums, limit: most), Tile.cover(width, limit: columns))
      if cost < best.cost { best = (most, columns, cost) }
    }
    (self.sums, columns) = (best.sums, best.columns)
  }

  /// The cycles of one term of all sums: a product each, of which a processor computes as many as
  /// it loads vectors, and a sum waits for the one before it.
  private static func cost(_ sums: [Tile], _ columns: [Tile]) -> Double {
    let latency = 8.0
    var cost = 0.0
    for sum in sums {
      for column in columns {
        let products = Double(sum.size * column.size)
        let loads = Double(column.size) + 0.5 * Double(sum.size)
        cost += Double(sum.count * column.count) * (max(products, latency) + 0.5 * loads)
      }
    }
    return cost
  }
}

extension ConvolutionGeometry {
  // Work is handed to threads in at least so many shares, or in the fewest that they share evenly.
  private static let leastShares = 16

  // A part has at least so many filters (or channels), for which a window is worth its copy.
  private static let leastSums = 16

  /// The work on one window: so many of a group's filters (or channels), and the rows of a band
  /// whose window the L2 cache keeps beside what passes through it.
  ///
  /// Threads share bands first. Where the cache cannot keep the weights they share filters, as each
  /// band would fetch all weights anew.
  fileprivate func work(
    of sums: Int, rows: Int, _ target: Target, window: (Int) -> ConvolutionWindow
  ) -> (sums: Int, rows: Int) {
    let needed = sharesOfGroup(target.threads)
    let divisors = (1...max(1, sums / Self.leastSums)).filter { sums.isMultiple(of: $0) }
    let weights = filtersPerGroup * filterSize * elementType.byteCount
    var parts = 1
    if weights > target.cachedBytes { parts = divisors.last { $0 <= needed } ?? 1 }
    let bandRows = bandRows(rows, shares: Self.share(needed, parts), target, window: window)
    let bands = Self.share(rows, bandRows)
    if bands * parts < needed {
      parts = divisors.first { $0 * bands >= needed } ?? divisors.last ?? 1
    }
    return (sums / parts, bandRows)
  }

  private func bandRows(
    _ rows: Int, shares: Int, _ target: Target, window: (Int) -> ConvolutionWindow
  ) -> Int {
    guard rows > 1 else { return 1 }
    let least = bytes(of: window(1))
    let fitting = (target.l2Bytes / 2 - least) / max(1, bytes(of: window(2)) - least) + 1
    let most = max(1, min(rows, fitting, Self.share(rows, shares)))
    let bands = Self.share(rows, most)
    guard target.threads != nil else { return Self.share(rows, bands) }
    // As many for each thread, if the rows can be cut so.
    return Self.share(rows, min(rows, Self.share(bands, shares) * shares))
  }

  /// In how many shares the work of one group of images, and of filters, is handed to threads: each
  /// copies to a window what it reads.
  private func sharesOfGroup(_ threads: Int?) -> Int {
    let groups = max(1, blocks * convolution.groups)
    let needed = Self.share(Self.leastShares, groups)
    guard let threads else { return needed }
    return (1...needed).first { (groups * $0).isMultiple(of: threads) } ?? needed
  }

  private static func share(_ count: Int, _ parts: Int) -> Int { (count + parts - 1) / parts }
}

extension RowTiledConvolutionKernel {
  init(_ tiling: RowTiling, block: ConvolutionBlock, target: Target) {
    let limit = max(1, target.accumulators / tiling.columns.points)
    self.init(
      tiling: tiling, block: block,
      filterTiles: Tile.cover(tiling.geometry.filters, limit: limit))
  }
}

extension RowTiledFilterGradientKernel {
  init(_ tiling: RowTiling, gradient: OutputGradient, target: Target) {
    let filterTiles = Tile.cover(tiling.geometry.filters, limit: 2)
    let filterRowTiles = Tile.cover(tiling.geometry.filterHeight, limit: 5).steps
    let sums = (filterTiles.map(\.size).max() ?? 1) * (filterRowTiles.map(\.size).max() ?? 1)
    let limit = max(1, target.accumulators / sums)
    self.init(
      tiling: tiling, gradient: gradient, filterTiles: filterTiles,
      filterRowTiles: filterRowTiles,
      pointTiles: Tile.cover(tiling.columns.points, limit: limit).steps)
  }
}
