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
  var formula: String { filterGradientFormula }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    try ConvolutionFilterGradientValues(
      geometry: GeometryValues(context, geometry), gradient: gradientValues,
      tile: tileValues,
      band: BandRowValues(
        Band(kernel), window: gradient.window, height: gradientValues.gradientHeight),
      portions: geometry.portions.count, tree: ChunkValues(geometry),
      inputLayout: buffer(.input).extentsText, workspace: workspace(&helpers),
      firstBlock: CExpression.start(of: "portion", geometry.portions),
      endBlock: CExpression.start(of: "portion + 1", geometry.portions),
      blocksAtOnce: kernel.blocksAtOnce, bands: kernel.bands,
      rowsOfBand: held("band", kernel.bandRows, of: geometry.outputHeight),
      groups: geometry.convolution.groups, channelsAtOnce: kernel.channelsAtOnce,
      filtersOfGroup: geometry.filtersPerGroup,
      channelsHeld: held("channel", kernel.channelsAtOnce, of: geometry.channelsPerGroup),
      filtersHeld: held("filter", kernel.filterStep, of: geometry.filtersPerGroup),
      partOfChannels: !geometry.channelsPerGroup.isMultiple(of: kernel.channelStep),
      partOfFilters: !geometry.filtersPerGroup.isMultiple(of: kernel.filterStep),
      gradientFunction: gradientFunction(&helpers), windowFunction: inputWindowFunction(&helpers),
      windowArguments: windowArguments,
      filterOfGradient: CExpression.sum([
        grouped("group", geometry.filtersPerGroup), several("filter", kernel.tiles.filters), "k",
      ]),
      productFunction: productFunction(&helpers), productArguments: productArguments,
      place: TilePlaceValues(kernel),
      filterRow: geometry.filterHeight == 1 ? "0" : geometry.filterRow,
      filterColumn: geometry.filterWidth == 1 ? "0" : geometry.filterColumn
    ).render()
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
            kernel.channelsAtOnce, kernel.blocksAtOnce, kernel.windowRows, kernel.windowColumns,
          ], comment: "the input of a few channels"),
        .init(
          name: "gradients",
          extents: [
            kernel.filterStep, kernel.blocksAtOnce, kernel.bandRows, geometry.outputWidth,
          ], comment: "the output gradient of the filters of a tile"),
      ]
    ).name("direct_filter_gradient_workspace", &helpers)
  }

  /// The name of the function that copies the input of one channel.
  private func inputWindowFunction(_ helpers: inout HelperFunctions) throws -> String {
    let (rows, columns) = (kernel.rows, kernel.columns)
    let inside = columns.inside
    return try helpers.name("input_window") {
      try InputWindowValues(
        function: $0, geometry: GeometryValues(context, geometry), tile: tileValues,
        severalBands: kernel.bands != 1, windowRows: kernel.windowRows,
        windowColumns: kernel.windowColumns,
        rowsOfWindow: tileValues.unevenBands
          ? CExpression.sum([
            CExpression.product("rows", rows.stride),
            "\(kernel.windowRows - kernel.bandRows * rows.stride)",
          ]).replacing(" + -", with: " - ")
          : "\(kernel.windowRows)",
        inputRow: position(
          CExpression.sum([
            kernel.bands == 1 ? "0" : CExpression.product("band", kernel.bandRows * rows.stride),
            "y",
          ]), rows),
        inputColumn: position("x", columns),
        isPadded: rows.isPadded || columns.isPadded, padsRows: rows.isPadded,
        padsColumns: columns.isPadded,
        firstColumn: inside.lowerBound, endColumn: inside.upperBound,
        planeVectors: geometry.height * geometry.width
      ).render()
    }
  }

  /// Where a row or a column of the window lies in the input.
  private func position(_ index: String, _ axis: ConvolutionAxis) -> String {
    let padded = CExpression.product(index, axis.step)
    return axis.padding == 0 ? padded : "\(padded) - \(axis.padding)"
  }

  private var windowArguments: String {
    let channel = CExpression.sum([
      grouped("group", geometry.channelsPerGroup),
      kernel.channelsAtOnce < geometry.channelsPerGroup ? "channel" : "0", "c",
    ])
    let band = kernel.bands == 1 ? [] : ["band"]
    return
      (["workspace->window[c][n]", "input[first + n][\(channel)]"] + band
      + (tileValues.unevenBands ? ["rows"] : [])).joined(separator: ", ")
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
    let (rows, columns) = (kernel.rows, kernel.columns)
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
          strides: [kernel.bandRows * geometry.outputWidth, geometry.outputWidth]),
        windowRow: CExpression.position(
          ["n", "y"],
          strides: [
            kernel.windowRows * kernel.windowColumns, rows.stride * kernel.windowColumns,
          ]),
        factor: CExpression.position([c, r, s], [0, kernel.tapRows, kernel.tapColumns]),
        windowPosition: CExpression.position(
          [c, r, s, "x"],
          strides: [
            kernel.windowVectors, rows.dilation * kernel.windowColumns, columns.dilation,
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
      "c", "0", CExpression.product(row, kernel.rows.dilation),
      CExpression.product(column, kernel.columns.dilation),
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
    width = kernel.geometry.outputWidth
  }
}

extension EmitterFactory {
  func visit(_ kernel: ConvolutionFilterGradientKernel) -> any KernelEmitter {
    ConvolutionFilterGradientEmitter(context: context, kernel: kernel)
  }
}
