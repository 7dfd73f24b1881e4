import GraphIR
import KernelTemplates
import Schedule

struct ConvolutionFilterGradientValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionFilterGradient

  let geometry: GeometryValues
  let tile: FilterTileValues
  let band: BandRowValues
  let portions: Int
  let parameters: [String]
  /// Whether the output gradient is that of pooled values.
  let spreads: Bool
  let workspace, firstBlock, endBlock: String
  let blocksAtOnce, bands: Int
  let rowsOfBand: String
  let groups, shares: Int
  /// Where the sums of a share begin, and their bytes.
  let sums, sumBytes: String
  /// The end of a share's filters, where the last share is smaller.
  let unevenShares: String?
  let bandStatements, chunkStatements: String
}

/// What a band of rows adds to the sums.
struct FilterGradientBandValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionFilterGradientBand

  let geometry: GeometryValues
  let tile: FilterTileValues
  let channelsAtOnce: Int
  let firstFilter, endFilter, channelsHeld: String
  let partOfChannels: Bool
  let copy: CopyValues?
  let windowFunction, windowArguments, productFunction, productArguments: String

  /// The copy of the output gradient of a tile.
  struct CopyValues: TemplateValues {
    let filtersHeld: String
    let partOfFilters: Bool
    let gradientFunction, gradientArguments: String
  }
}

/// The reduction of the partial sums of portions, by a binary tree over chunks.
struct FilterGradientChunkValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionFilterGradientChunks

  let geometry: GeometryValues
  let tileVectors: Int
  let tree: ChunkValues
  let place: TilePlaceValues
  let filterRow, filterColumn: String
}

/// The products of one tile.
struct ConvolutionFilterProductValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionFilterProducts

  let function: String
  let geometry: GeometryValues
  let tile: FilterTileValues
  let gradientVectors, windowVectors, sumVectors, sumsPerTile: Int
  let emptySums: Bool
  let filtersInRegisters, sumsPerFilter: Int
  let gradientRow, windowRow, factor, windowPosition, gradientPosition, sum: String
  let vectorsPerTile: Int
  let severalVectors: Bool
  let laneSumFunction: String
}

/// A tile of filters, channels and taps, and the terms of its sums.
struct FilterTileValues: TemplateValueGroup {
  let filterStep, channelStep, tapRows, tapColumns, tileVectors: Int
  let tileText: String
  /// Whether there is more than one group of images at a time, and whether the last band is
  /// smaller.
  let severalBlocks, unevenBands: Bool
  /// How many groups of images, and rows, there are: literals or the counters' bounds.
  let blocksHere, rowsHere: String
  /// The columns, or those of a piece.
  let columnsHere: Int

  init(_ kernel: ConvolutionFilterGradientKernel) {
    filterStep = kernel.filterStep
    channelStep = kernel.channelStep
    tapRows = kernel.tapRows
    tapColumns = kernel.tapColumns
    tileVectors = kernel.tileVectors
    let taps = kernel.tapRows * kernel.tapColumns
    tileText =
      [(kernel.filterStep, "filter"), (kernel.channelStep, "channel"), (taps, "tap")]
      .map { "\($0) \($1)\($0 == 1 ? "" : "s")" }.joined(separator: " x ")
    severalBlocks = kernel.blocksAtOnce > 1
    unevenBands = kernel.bands * kernel.bandRows > kernel.geometry.outputHeight
    blocksHere = severalBlocks ? "blocks" : "1"
    rowsHere = unevenBands ? "rows" : "\(kernel.bandRows)"
    columnsHere = kernel.gradientWindow.columns
  }
}

/// The filter, the channel and the tap of a sum, by its place among the tiles' vectors.
struct TilePlaceValues: TemplateValueGroup {
  /// The place in its tile, where it is not the lane.
  let elementOfTile: String?
  /// The filter in its group, and among all.
  let filterOfTile, filterOfElement: String
  /// Not where there is one.
  let channelOfTile, rowOfTile, columnOfTile: String?
  /// What holds of sums that belong to no filter or channel, where there are some.
  let emptySums: String?

  init(_ kernel: ConvolutionFilterGradientKernel) {
    let geometry = kernel.geometry
    let (tiles, lanes) = (kernel.tiles, geometry.lanes)
    let isLane = kernel.vectorsPerTile == 1
    elementOfTile =
      isLane
      ? nil
      : CExpression.position(
        [CExpression.remainder("sums", kernel.vectorsPerTile), "lane"], [0, lanes])
    let element = isLane ? "lane" : "element"
    /// One index of several that make a place, when so many places belong to each.
    func digit(_ place: String, _ inner: Int, of count: Int, isFirst: Bool) -> String {
      if count <= 1 { return "0" }
      let quotient = CExpression.quotient(place, inner)
      return isFirst ? quotient : CExpression.remainder(quotient, count)
    }
    func index(
      _ tileInner: Int, _ tileCount: Int, _ step: Int, _ inner: Int, isFilter: Bool = false
    ) -> String {
      CExpression.sum([
        CExpression.product(
          digit(
            "sums", tileInner * kernel.vectorsPerTile, of: tileCount,
            isFirst: isFilter && geometry.convolution.groups == 1), step),
        digit(element, inner, of: step, isFirst: isFilter),
      ])
    }
    let (rows, channels) = (tiles.columns, tiles.columns * tiles.rows)
    let filters = channels * tiles.channels
    let taps = kernel.tapRows * kernel.tapColumns
    filterOfTile = index(
      filters, tiles.filters, kernel.filterStep, kernel.sumsPerFilter, isFilter: true)
    let group = CExpression.quotient("sums", filters * tiles.filters * kernel.vectorsPerTile)
    filterOfElement = CExpression.sum([
      geometry.convolution.groups == 1 ? "0" : CExpression.product(group, geometry.filtersPerGroup),
      "k",
    ])
    channelOfTile =
      geometry.channelsPerGroup == 1
      ? nil : index(channels, tiles.channels, kernel.channelStep, taps)
    rowOfTile =
      geometry.filterHeight == 1
      ? nil : index(rows, tiles.rows, kernel.tapRows, kernel.tapColumns)
    columnOfTile =
      geometry.filterWidth == 1 ? nil : index(1, tiles.columns, kernel.tapColumns, 1)
    let empty = [
      kernel.sumsPerTile < kernel.vectorsPerTile * lanes
        ? "\(element) >= \(kernel.sumsPerTile)" : nil,
      geometry.filtersPerGroup.isMultiple(of: kernel.filterStep)
        ? nil : "k >= \(geometry.filtersPerGroup)",
      geometry.channelsPerGroup.isMultiple(of: kernel.channelStep)
        ? nil : "c >= \(geometry.channelsPerGroup)",
    ].compactMap { $0 }
    emptySums = empty.isEmpty ? nil : empty.joined(separator: " || ")
  }
}
