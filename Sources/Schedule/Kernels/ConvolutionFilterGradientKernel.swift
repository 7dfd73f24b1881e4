import GraphIR

/// The gradient at the filters of a convolution, as its formula says.
///
/// A tile is some filters, channels and taps, whose products with each other are summed over
/// images, rows and columns: vectors of sums over images first, whose lanes are added for a whole
/// tile at once. What is read many times lies close together in the caches: the input of some
/// channels with its padding, and the output gradient of the filters of one tile.
package struct ConvolutionFilterGradientKernel: Sendable {
  package let geometry: ConvolutionGeometry
  package let gradient: OutputGradient
  /// The filters, the channels, and the rows and columns of taps of a tile of sums. There are whole
  /// tiles of taps; the last filters and channels of a group may leave a part of a tile empty.
  package let filterStep: Int
  package let channelStep: Int
  package let tapRows: Int
  package let tapColumns: Int
  /// The filters of a tile whose sums are in registers at the same time.
  package let filtersInRegisters: Int
  /// The rows of the output, and the groups of images, that are worked on at a time.
  package let bandRows: Int
  package let blocksAtOnce: Int
  /// The channels of a group whose input is held at the same time: whole tiles.
  package let channelsAtOnce: Int
  /// The filters of a group that one thread works through for a portion of the images: whole tiles.
  package let filtersPerShare: Int
  /// What is computed of the elements of the input and of the output gradient as they are copied;
  /// `nil` where they are there.
  package var computedInput: ElementProgram?
  package var computedGradient: ElementProgram?

  package init(
    geometry: ConvolutionGeometry, gradient: OutputGradient, filterStep: Int, channelStep: Int,
    tapRows: Int, tapColumns: Int, filtersInRegisters: Int, bandRows: Int, blocksAtOnce: Int,
    channelsAtOnce: Int, filtersPerShare: Int
  ) {
    self.geometry = geometry
    self.gradient = gradient
    self.filterStep = filterStep
    self.channelStep = channelStep
    self.tapRows = tapRows
    self.tapColumns = tapColumns
    self.filtersInRegisters = filtersInRegisters
    self.bandRows = bandRows
    self.blocksAtOnce = blocksAtOnce
    self.channelsAtOnce = channelsAtOnce
    self.filtersPerShare = filtersPerShare
  }

  /// The tiles along filters, channels, and rows and columns of taps of one group.
  package var tiles: (filters: Int, channels: Int, rows: Int, columns: Int) {
    (
      Self.count(geometry.filtersPerGroup, filterStep),
      Self.count(geometry.channelsPerGroup, channelStep), geometry.filterHeight / tapRows,
      geometry.filterWidth / tapColumns
    )
  }

  /// The sums of a tile that belong to one filter, and those of all.
  package var sumsPerFilter: Int { channelStep * tapRows * tapColumns }
  package var sumsPerTile: Int { filterStep * sumsPerFilter }
  /// The vectors that the sums of one tile become, and those of all tiles.
  package var vectorsPerTile: Int { Self.count(sumsPerTile, geometry.lanes) }
  package var tileVectors: Int {
    geometry.convolution.groups * tiles.filters * vectorsPerFilterTile
  }
  /// The vectors of all tiles of the same filters.
  package var vectorsPerFilterTile: Int {
    tiles.channels * tiles.rows * tiles.columns * vectorsPerTile
  }

  /// The shares of a group's filters, of which the last may be smaller.
  package var shares: Int { max(1, Self.count(geometry.filtersPerGroup, filtersPerShare)) }

  /// The number of bands, of which the last may have fewer rows; none where there is no output.
  package var bands: Int {
    geometry.outputWidth == 0 ? 0 : Self.count(geometry.outputHeight, bandRows)
  }

  /// What is copied of the input of a channel, and of the output gradient of a filter, for a band
  /// of one group of images.
  package var inputWindow: ConvolutionWindow {
    geometry.inputWindow(bandRows: bandRows, window: [1, 1], planes: channelsAtOnce)
  }
  package var gradientWindow: ConvolutionWindow {
    geometry.outputWindow(bandRows: bandRows, planes: filterStep)
  }

  /// The vectors of the input of one channel, and of the output gradient of one filter.
  package var windowVectors: Int { blocksAtOnce * inputWindow.rows * inputWindow.columns }
  package var gradientVectors: Int { blocksAtOnce * bandRows * gradientWindow.columns }

  /// The bytes of the input of the channels that are held at the same time.
  package var inputWindowBytes: Int {
    channelsAtOnce * windowVectors * geometry.lanes * geometry.elementType.byteCount
  }

  private static func count(_ extent: Int, _ size: Int) -> Int { (extent + size - 1) / size }
}

extension ConvolutionFilterGradientKernel: KernelTraits {
  package static var kind: Kernel.Kind { .convolutionFilterGradient }
  package var algorithms: [String] {
    ["filter gradient \(geometry.operands): direct, \(termText)\(geometry.chunkText)"]
  }
  /// The terms that lanes are added after, in words.
  private var termText: String {
    let pieces = geometry.outputPieces()
    let rows =
      "sums over \(bandRows) \(bandRows == 1 ? "row" : "rows")"
      + (pieces.areSeveral ? " of \(pieces.count) pieces of columns" : "")
    return blocksAtOnce == 1
      ? rows : "\(rows) of \(blocksAtOnce) groups of \(geometry.lanes) images"
  }
  package var work: Work { .products(geometry.products(columns: geometry.outputPieces().columns)) }
  package var workspaces: [Workspace] {
    let bytes =
      geometry.portions.count * tileVectors * geometry.lanes * geometry.elementType.byteCount
    return [Workspace(.partialSums, geometry.elementType, byteCount: bytes)]
  }
  package var namesParametersByRole: Bool { true }
  package var threadWorkspaceBytes: Int {
    inputWindowBytes
      + filterStep * gradientVectors * geometry.lanes * geometry.elementType.byteCount
  }
}

extension ConvolutionFilterGradientKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    geometry = try text.field("geometry")
    gradient = try text.field("gradient")
    filterStep = try text.field("filterStep")
    channelStep = try text.field("channelStep")
    tapRows = try text.field("tapRows")
    tapColumns = try text.field("tapColumns")
    filtersInRegisters = try text.field("filtersInRegisters")
    bandRows = try text.field("bandRows")
    blocksAtOnce = try text.field("blocksAtOnce")
    channelsAtOnce = try text.field("channelsAtOnce")
    filtersPerShare = try text.field("filtersPerShare")
    computedInput = try text.field("computedInput")
    computedGradient = try text.field("computedGradient")
    try text.expect(")")
  }
}
