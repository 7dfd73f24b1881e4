import GraphIR
import Schedule

// Tiles of direct convolutions: as many accumulators as fit in registers.

extension ConvolutionKernel {
  init(_ geometry: ConvolutionGeometry, block: ConvolutionBlock, target: Target) {
    let limit = target.accumulators * 4 / 5
    // Few filters leave registers for more columns.
    let columns =
      block.pooling == nil
      ? min(max(4, limit / max(1, geometry.filtersPerGroup)), geometry.outputWidth) : 1
    let positions = block.pooling.map { $0.window[0] * $0.window[1] } ?? columns
    let width = block.pooling.map(geometry.pooledWidth) ?? geometry.outputWidth
    self.init(
      geometry: geometry, block: block,
      filterTiles: Tile.cover(geometry.filtersPerGroup, limit: max(1, limit / positions)),
      columnTiles: Tile.cover(width, limit: columns))
  }
}

extension ConvolutionInputGradientKernel {
  init(_ geometry: ConvolutionGeometry, gradient: OutputGradient, target: Target) {
    let columns = Tile.cover(geometry.width, limit: target.accumulators)
    let widest = columns.map(\.size).max() ?? 1
    self.init(
      geometry: geometry, gradient: gradient,
      channelTiles: Tile.cover(
        geometry.channelsPerGroup, limit: max(1, target.accumulators / widest)),
      // Each step over the columns becomes its own piece of code, with the columns as literals, but
      // for long runs of steps that reach past the output gradient on the same sides.
      columnTiles: columns.steps.joiningRuns { [geometry.edges($0).start, geometry.edges($0).end] })
  }
}

extension ConvolutionFilterGradientKernel {
  init(_ geometry: ConvolutionGeometry, gradient: OutputGradient, target: Target) {
    let limit = max(1, target.accumulators / geometry.filterWidth)
    // Each step becomes its own piece of code, but for those of long filters.
    self.init(
      geometry: geometry, gradient: gradient,
      rowTiles: Tile.cover(geometry.filterHeight, limit: limit).steps.joiningRuns { _ in 0 },
      columnTiles: Tile.cover(geometry.filterWidth, limit: 2 * target.accumulators).steps
        .joiningRuns { _ in 0 })
  }
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
