import GraphIR
import KernelTemplates
import Schedule

/// The gradient at a convolution's filters as its formula says: products of the input and the
/// output gradient, with the sums of a tile of filters, channels and taps in registers.
struct ConvolutionFilterGradientEmitter: ConvolutionGradientEmitter {
  let context: KernelContext
  let kernel: ConvolutionFilterGradientKernel

  var gradient: OutputGradient { kernel.gradient }
  var geometry: ConvolutionGeometry { kernel.geometry }
  var band: Band? { Band(kernel) }
  var pieceWindow: ConvolutionWindow? {
    kernel.gradientWindow.pieces > 1 ? kernel.gradientWindow : nil
  }
  var formula: String {
    ([filterGradientFormula] + [inputPlanes.formula, gradientPlanes.formula].compactMap(\.self))
      .joined(separator: ",\n")
  }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    try ConvolutionFilterGradientValues(
      geometry: GeometryValues(context, geometry), tile: tileValues,
      band: BandRowValues(
        Band(kernel), window: gradient.window,
        height: geometry.outputHeight / gradient.window[0]),
      portions: geometry.portions.count, tree: ChunkValues(geometry),
      parameters: parameterDeclarations, spreads: gradient != .dense,
      workspace: workspace(&helpers),
      firstBlock: CExpression.start(of: "portion", geometry.portions),
      endBlock: CExpression.start(of: "portion + 1", geometry.portions),
      blocksAtOnce: kernel.blocksAtOnce, bands: kernel.bands,
      rowsOfBand: held("band", kernel.bandRows, of: geometry.outputHeight),
      groups: geometry.convolution.groups, shares: kernel.shares, sums: shareSums,
      sumBytes: sumBytes, channelsAtOnce: kernel.channelsAtOnce, firstFilter: firstFilter,
      endFilter: unevenShares == nil ? endFilter : "end_filter", unevenShares: unevenShares,
      channelsHeld: held("channel", kernel.channelsAtOnce, of: geometry.channelsPerGroup),
      filtersHeld: held("filter", kernel.filterStep, of: geometry.filtersPerGroup),
      partOfChannels: !geometry.channelsPerGroup.isMultiple(of: kernel.channelStep),
      partOfFilters: !geometry.filtersPerGroup.isMultiple(of: kernel.filterStep),
      gradientFunction: gradientsFunction(&helpers), gradientArguments: gradientArguments,
      windowFunction: inputFunction(&helpers), windowArguments: windowArguments,
      productFunction: productFunction(&helpers), productArguments: productArguments,
      place: TilePlaceValues(kernel),
      filterRow: geometry.filterHeight == 1 ? "0" : geometry.filterRow,
      filterColumn: geometry.filterWidth == 1 ? "0" : geometry.filterColumn
    ).render()
  }

  /// The first filter of a share, counted in its group, and the end of them.
  private var firstFilter: String {
    kernel.shares == 1 ? "0" : CExpression.product("share", kernel.filtersPerShare)
  }
  private var endFilter: String {
    kernel.shares == 1
      ? "\(geometry.filtersPerGroup)" : "(share + 1) * \(kernel.filtersPerShare)"
  }
  /// The end of them where the last share is smaller.
  private var unevenShares: String? {
    let (shares, filters) = (kernel.shares, geometry.filtersPerGroup)
    return shares == 1 || shares * kernel.filtersPerShare == filters
      ? nil : "share < \(shares - 1) ? \(endFilter) : \(filters)"
  }

  /// The sums of a share, and their bytes.
  private var shareSums: String {
    let vectors = kernel.vectorsPerFilterTile
    let place = CExpression.sum([
      grouped("group", kernel.tiles.filters * vectors),
      kernel.shares == 1
        ? "0"
        : CExpression.product("share", kernel.filtersPerShare / kernel.filterStep * vectors),
    ])
    return "&partial[portion][\(place)]"
  }
  private var sumBytes: String {
    let (tiles, step) = (kernel.tiles.filters, kernel.filtersPerShare / kernel.filterStep)
    let bytes =
      kernel.vectorsPerFilterTile * geometry.lanes * geometry.elementType.byteCount
    if kernel.shares * step == tiles { return "\(step * bytes)" }
    let last = (tiles - (kernel.shares - 1) * step) * bytes
    return kernel.shares == 1
      ? "\(last)" : "share < \(kernel.shares - 1) ? \(step * bytes) : \(last)"
  }

  private var tileValues: FilterTileValues { FilterTileValues(kernel) }

  /// The name of the struct of the thread-local workspace.
  private func workspace(_ helpers: inout HelperFunctions) -> String {
    WorkspaceEmitter(
      element: geometry.elementType, byteCount: context.kernel.body.traits.threadWorkspaceBytes,
      members: [
        .init(
          name: "window",
          extents: [
            kernel.channelsAtOnce, kernel.blocksAtOnce, kernel.inputWindow.rows,
            kernel.inputWindow.columns,
          ], comment: "the input of a few channels"),
        .init(
          name: "gradients",
          extents: [
            kernel.filterStep, kernel.blocksAtOnce, kernel.bandRows,
            kernel.gradientWindow.columns,
          ], comment: "the output gradient of the filters of a tile"),
      ]
    ).name("direct_filter_gradient_workspace", &helpers)
  }

  /// The planes of the input and of the output gradient, where that is there at every position.
  private var inputPlanes: ConvolutionPlanes {
    .input(context, geometry, kernel.computedInput)
  }
  private var gradientPlanes: ConvolutionPlanes {
    .gradient(context, geometry, kernel.computedGradient)
  }

  private var parameterDeclarations: [String] {
    inputPlanes.parameters()
      + (gradient == .dense
        ? gradientPlanes.parameters(besides: [inputPlanes]) : pooledParameters)
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
      [kernel.bands == 1 ? "0" : "band", "1"], signedStrides: [window.bandStep, -window.top])
    return
      (inputPlanes.arguments(block: "first + n", plane: channel)
      + ["workspace->window[c][n][0]", row]).joined(separator: ", ")
  }

  /// Whether lanes past the last image are cleared in some groups of images and not in others.
  private var needsBlock: Bool {
    geometry.blocks > 1 && !geometry.images.isMultiple(of: geometry.lanes)
  }

  private var gradientArguments: String {
    let filter = CExpression.sum([
      grouped("group", geometry.filtersPerGroup), several("filter", kernel.tiles.filters), "k",
    ])
    guard gradient == .dense else {
      return
        (["workspace->gradients[k][n]", "gradient"]
        + (gradientValues.maskType == nil ? [] : ["mask"])
        + ["first + n", filter, "first_row", "end_row"]).joined(separator: ", ")
    }
    let row = CExpression.product(kernel.bands == 1 ? "0" : "band", kernel.bandRows)
    return
      (gradientPlanes.arguments(block: "first + n", plane: filter)
      + ["workspace->gradients[k][n][0]", row]
      + (needsBlock ? ["first + n"] : [])).joined(separator: ", ")
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
        gradientVectors: kernel.gradientVectors, windowVectors: kernel.windowVectors,
        sumVectors: kernel.vectorsPerTile * lanes, sumsPerTile: kernel.sumsPerTile,
        emptySums: kernel.sumsPerTile < kernel.vectorsPerTile * lanes,
        filtersInRegisters: kernel.filtersInRegisters, sumsPerFilter: kernel.sumsPerFilter,
        gradientRow: CExpression.position(
          ["n", "y"],
          strides: [
            kernel.bandRows * kernel.gradientWindow.columns, kernel.gradientWindow.columns,
          ]),
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
        gradientPosition: CExpression.position([k, "x"], strides: [kernel.gradientVectors, 1]),
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
        "workspace->gradients[0][0][0]", "&workspace->window\(values)",
        "&partial[portion][\(place)]",
      ] + counts).joined(separator: ", ")
  }

  /// An index that counts groups, times how many of something each has.
  private func grouped(_ index: String, _ count: Int) -> String {
    geometry.convolution.groups == 1 ? "0" : CExpression.product(index, count)
  }

  /// An index that is always 0 if there is one step.
  private func several(_ index: String, _ steps: Int) -> String { steps == 1 ? "0" : index }

  /// How many of some indices are held from the first on, when so many at a time are.
  private func held(_ first: String, _ atOnce: Int, of count: Int) -> String {
    if count <= atOnce { return "\(count)" }
    let start = first == "band" ? CExpression.product("band", atOnce) : first
    return count.isMultiple(of: atOnce)
      ? "\(atOnce)" : "\(count) - \(start) < \(atOnce) ? \(count) - \(start) : \(atOnce)"
  }
}

extension Band {
  init(_ kernel: ConvolutionFilterGradientKernel) {
    count = kernel.bands
    rows = kernel.bandRows
    width = kernel.gradientWindow.columns
  }
}

extension EmitterFactory {
  func visit(_ kernel: ConvolutionFilterGradientKernel) -> any KernelEmitter {
    ConvolutionFilterGradientEmitter(context: context, kernel: kernel)
  }
}
