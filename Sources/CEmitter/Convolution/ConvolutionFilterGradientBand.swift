import GraphIR
import KernelTemplates
import Schedule

/// What the statements for a band of a gradient at filters find in the kernel around them.
struct FilterGradientBandContext {
  /// Output gradients that lie in memory of the thread's own.
  struct Gradients {
    /// The first vector of the tile's first filter.
    let first: String
    /// The vectors from one filter, and from one row, to the next.
    let filterVectors, rowVectors: Int
  }

  /// The number of a group of images, and that of a band.
  var block = "first + n"
  var band = "band"
  /// What a kernel around them holds; `nil` where the output gradient is copied for each tile.
  var gradients: Gradients?
}

// The products that a band of rows adds to a gradient at filters.
extension ConvolutionFilterGradientEmitter {
  /// The statements that add a band's products to the sums.
  func bandStatements(_ helpers: inout HelperFunctions) throws -> String {
    try FilterGradientBandValues(
      geometry: GeometryValues(context, geometry), tile: tileValues,
      channelsAtOnce: kernel.channelsAtOnce, firstFilter: firstFilter, endFilter: endFilter,
      channelsHeld: held("channel", kernel.channelsAtOnce, of: geometry.channelsPerGroup),
      partOfChannels: !geometry.channelsPerGroup.isMultiple(of: kernel.channelStep),
      copy: copy(&helpers),
      windowFunction: inputFunction(&helpers), windowArguments: windowArguments,
      productFunction: productFunction(&helpers), productArguments: productArguments
    ).statements()
  }

  /// The rows of a band, of which the last has fewer.
  var rowsOfBand: String {
    held(
      CExpression.product(bandContext.band, kernel.bandRows), kernel.bandRows,
      of: geometry.outputHeight)
  }

  /// How the output gradient of a tile is copied, if it is.
  private func copy(
    _ helpers: inout HelperFunctions
  ) throws -> FilterGradientBandValues.CopyValues? {
    guard bandContext.gradients == nil else { return nil }
    return FilterGradientBandValues.CopyValues(
      filtersHeld: held("filter", kernel.filterStep, of: geometry.filtersPerGroup),
      partOfFilters: !geometry.filtersPerGroup.isMultiple(of: kernel.filterStep),
      gradientFunction: try gradientsFunction(&helpers), gradientArguments: gradientArguments)
  }

  /// The planes of the input and of the output gradient, where that is there at every position.
  var inputPlanes: ConvolutionPlanes {
    .input(context, geometry, kernel.computedInput)
  }
  var gradientPlanes: ConvolutionPlanes {
    .gradient(context, geometry, kernel.computedGradient)
  }

  private func inputFunction(_ helpers: inout HelperFunctions) throws -> String {
    try inputPlanes.function(
      kernel.inputWindow, bands: kernel.bands, prefetches: true, &helpers)
  }

  /// The name of the function that copies, or spreads, the output gradient of one filter.
  private func gradientsFunction(_ helpers: inout HelperFunctions) throws -> String {
    guard gradient == .dense else { return try gradientFunction(&helpers) }
    return try gradientPlanes.function(
      kernel.gradientWindow, bands: kernel.bands, prefetches: true, clearsTail: true, &helpers)
  }

  private var windowArguments: String {
    let channel = CExpression.sum([
      grouped("group", geometry.channelsPerGroup),
      kernel.channelsAtOnce < geometry.channelsPerGroup ? "channel" : "0", "c",
    ])
    let window = kernel.inputWindow
    let row = CExpression.position(
      [kernel.bands == 1 ? "0" : bandContext.band, "1"],
      signedStrides: [window.bandStep, -window.top])
    return
      (inputPlanes.arguments(block: bandContext.block, plane: channel)
      + ["workspace->window[c][n][0]", row]).joined(separator: ", ")
  }

  private var gradientArguments: String {
    let filter = CExpression.sum([
      grouped("group", geometry.filtersPerGroup), several("filter", kernel.tiles.filters), "k",
    ])
    guard gradient == .dense else {
      return
        (["workspace->gradients[k][n]", "gradient"]
        + (gradientValues.maskType == nil ? [] : ["mask"])
        + [bandContext.block, filter, "first_row", "end_row"]).joined(separator: ", ")
    }
    let row = CExpression.product(kernel.bands == 1 ? "0" : bandContext.band, kernel.bandRows)
    return
      (gradientPlanes.arguments(block: bandContext.block, plane: filter)
      + ["workspace->gradients[k][n][0]", row]
      + (geometry.hasTailInOneBlock ? [bandContext.block] : [])).joined(separator: ", ")
  }

  /// The output gradient of a tile's filters.
  private var gradients: FilterGradientBandContext.Gradients {
    bandContext.gradients
      ?? FilterGradientBandContext.Gradients(
        first: "workspace->gradients[0][0][0]", filterVectors: kernel.gradientVectors,
        rowVectors: kernel.gradientWindow.columns)
  }

  /// The name of the function that multiplies a tile.
  private func productFunction(_ helpers: inout HelperFunctions) throws -> String {
    let (element, lanes) = (geometry.elementType, geometry.lanes)
    let laneSums = helpers.name("lane_sums_\(element.cName)") {
      LaneSumEmitter(
        name: $0, element: element, lanes: lanes,
        partLanes: context.dialect.partLanes(of: element, on: context.target), index: context.index
      ).render()
    }
    let (rows, columns) = (geometry.inputAxis(0), geometry.inputAxis(1))
    let window = kernel.inputWindow
    let (c, r) = (several("c", kernel.channelStep), several("r", kernel.tapRows))
    let s = several("s", kernel.tapColumns)
    let k = kernel.filtersInRegisters == kernel.filterStep ? "i" : "k + i"
    return try helpers.name("multiply_filter_tile") {
      try ConvolutionFilterProductValues(
        function: $0, geometry: GeometryValues(context, geometry), tile: tileValues,
        gradientVectors: gradients.filterVectors, windowVectors: kernel.windowVectors,
        sumVectors: kernel.vectorsPerTile * lanes, sumsPerTile: kernel.sumsPerTile,
        emptySums: kernel.sumsPerTile < kernel.vectorsPerTile * lanes,
        filtersInRegisters: kernel.filtersInRegisters, sumsPerFilter: kernel.sumsPerFilter,
        gradientRow: CExpression.position(
          ["n", "y"],
          strides: [kernel.bandRows * gradients.rowVectors, gradients.rowVectors]),
        windowRow: CExpression.position(
          ["n", "y"],
          strides: [
            window.rows * window.columns, rows.stride * window.columns,
          ]),
        factor: CExpression.position([c, r, s], [0, kernel.tapRows, kernel.tapColumns]),
        windowPosition: CExpression.position(
          [c, r, s, "x"],
          strides: [
            kernel.windowVectors, rows.dilation * window.columns, columns.dilation,
            columns.stride,
          ]),
        gradientPosition: CExpression.position([k, "x"], strides: [gradients.filterVectors, 1]),
        sum: CExpression.position([k, "j"], strides: [kernel.sumsPerFilter, 1]),
        vectorsPerTile: kernel.vectorsPerTile, severalVectors: kernel.vectorsPerTile > 1,
        laneSumFunction: laneSums
      ).render()
    }
  }

  private var productArguments: String {
    let tiles = kernel.tiles
    let (row, column) = (several("row", tiles.rows), several("column", tiles.columns))
    let values = [
      "c", "0", CExpression.product(row, geometry.inputAxis(0).dilation),
      CExpression.product(column, geometry.inputAxis(1).dilation),
    ].map { "[\($0)]" }.joined()
    let channel = CExpression.sum([
      kernel.channelsAtOnce < geometry.channelsPerGroup ? "channel" : "0", "c",
    ])
    let place = CExpression.position(
      [
        grouped("group", 1),
        several(CExpression.quotient("filter", kernel.filterStep), tiles.filters),
        several(CExpression.quotient(channel, kernel.channelStep), tiles.channels),
        several(CExpression.quotient("row", kernel.tapRows), tiles.rows),
        several(CExpression.quotient("column", kernel.tapColumns), tiles.columns), "0",
      ],
      [0, tiles.filters, tiles.channels, tiles.rows, tiles.columns, kernel.vectorsPerTile])
    let counts =
      (kernel.blocksAtOnce > 1 ? ["blocks"] : []) + (tileValues.unevenBands ? ["rows"] : [])
    return
      ([
        gradients.first, "&workspace->window\(values)",
        "&partial[portion][\(place)]",
      ] + counts).joined(separator: ", ")
  }
}

extension ConvolutionGeometry {
  /// Whether lanes past the last image are cleared in some groups of images and not in others.
  var hasTailInOneBlock: Bool { blocks > 1 && !images.isMultiple(of: lanes) }
}
