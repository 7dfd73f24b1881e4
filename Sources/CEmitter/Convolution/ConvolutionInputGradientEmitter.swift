import GraphIR
import KernelTemplates
import Schedule

/// The gradient at a convolution's input as its formula says, with the sums of a few channels and
/// columns in registers.
struct ConvolutionInputGradientEmitter: ConvolutionGradientEmitter {
  let context: KernelContext
  let kernel: ConvolutionInputGradientKernel
  /// What the statements for a band call the window of the output gradient.
  var window = "window"
  /// What a kernel around them copies besides the output gradient.
  var others: [ConvolutionPlanes] = []

  var gradient: OutputGradient { kernel.gradient }
  var geometry: ConvolutionGeometry { kernel.geometry }
  var pieceWindow: ConvolutionWindow? {
    geometry.inputPieces.areSeveral ? kernel.window : nil
  }
  var formula: String {
    inputGradientFormula + (planes.formula.map { ",\n\($0)" } ?? "") + (rowSums?.formula ?? "")
  }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    try ConvolutionInputGradientValues(
      geometry: GeometryValues(context, geometry), gradientParameters: gradientParameters,
      sumParameters: rowSums?.parameters ?? [], inputLayout: buffer(.output).extentsText,
      planeVectors: kernel.window.planeVectors, parts: kernel.parts, bands: kernel.bands,
      severalParts: kernel.parts > 1, bandStatements: bandStatements(&helpers)
    ).render()
  }

  /// The statements that compute a band.
  ///
  /// - Parameter clearsTail: whether lanes of the window past the last image become 0.
  func bandStatements(
    _ helpers: inout HelperFunctions, clearsTail: Bool = false
  ) throws -> String {
    let window = kernel.window
    let rowStatement = rowSums.map {
      $0.statement($0.function(&helpers), plane: channel)
    }
    let firstRow = CExpression.position(
      [kernel.bands == 1 ? "0" : "band", "1"], signedStrides: [window.bandStep, -window.top])
    let arguments =
      planeArguments + ["\(self.window)[k]", firstRow]
      + (clearsTail && geometry.hasTailInOneBlock ? ["block"] : [])
    return try InputGradientBandValues(
      geometry: GeometryValues(context, geometry),
      rowsFunction: rowsFunction(clearsTail: clearsTail, &helpers),
      rowsArguments: arguments.joined(separator: ", "),
      window: self.window, channel: channel, storeFunction: storeFunction(&helpers),
      channelTiles: try kernel.channelTiles.map { channels in
        InputGradientBandValues.ChannelTile(
          tile: TileLoop(channels, "c"),
          phases: try geometry.phases(axis: 0).flatMap { rows in
            let columns = geometry.phases(axis: 1)
            // A row is whole when the last of its columns are.
            return try columns.enumerated().map { number, phase in
              let ends = number + 1 == columns.count
              return try self.phase(
                channels, rows, phase, rowStatement: ends ? rowStatement : nil, &helpers)
            }
          })
      }
    ).statements()
  }

  var rowSums: ConvolutionRowSums? {
    kernel.rowSums.map {
      ConvolutionRowSums(
        context: context, geometry: geometry, sums: $0, result: .inputGradient,
        extents: [geometry.channels, geometry.height, geometry.width], others: others + [planes])
    }
  }

  /// The index of a channel, counted over all groups.
  private var channel: String {
    CExpression.sum([
      geometry.convolution.groups == 1
        ? "0" : CExpression.product("group", geometry.channelsPerGroup),
      kernel.parts == 1 ? "0" : CExpression.product("part", kernel.partChannels), "c", "i",
    ])
  }

  /// The name of the function that stores the columns that a vector holds, where they are several.
  private func storeFunction(_ helpers: inout HelperFunctions) throws -> String? {
    let pieces = geometry.inputPieces
    guard pieces.areSeveral else { return nil }
    return try storeColumnsFunction(
      geometry, pieces, row: "\(geometry.elementType.cVector) *restrict row",
      step: pieces.columns * geometry.convolution.stride[1], columns: geometry.width,
      of: geometry.elementType, &helpers)
  }

  var planes: ConvolutionPlanes {
    .gradient(context, geometry, kernel.computedGradient)
  }

  private var gradientParameters: [String] {
    gradient == .dense ? planes.parameters() : pooledParameters
  }

  /// What shows a function the planes of one filter.
  private var planeArguments: [String] {
    let filter = CExpression.sum([
      geometry.convolution.groups == 1
        ? "0" : CExpression.product("group", geometry.filtersPerGroup), "k",
    ])
    if gradient == .dense { return planes.arguments(block: "block", plane: filter) }
    return ["gradient[block][\(filter)]"]
      + (gradientValues.maskType == nil ? [] : ["mask[block][\(filter)]"])
  }

  /// The name of the function that fills rows of a window.
  private func rowsFunction(
    clearsTail: Bool, _ helpers: inout HelperFunctions
  ) throws -> String {
    guard case .pooled(let pooling) = gradient else {
      return try planes.function(
        kernel.window, bands: kernel.bands, prefetches: kernel.window.planes > 1,
        clearsTail: clearsTail, &helpers)
    }
    let placeFunction = try placeFunction(&helpers)
    return try helpers.name("spread_rows") {
      try ConvolutionSpreadValues(
        $0, pooling, kernel.window, gradientValues, geometry, GeometryValues(context, geometry),
        placeFunction: placeFunction
      ).render()
    }
  }

  /// The rows and columns of two phases.
  ///
  /// - Parameter rowStatement: what is done with a row that is whole, if it is after these columns.
  private func phase(
    _ channels: Tile, _ rows: GradientPhase, _ columns: GradientPhase, rowStatement: String?,
    _ helpers: inout HelperFunctions
  ) throws -> InputGradientBandValues.Phase {
    let (stride, window) = (geometry.convolution.stride, kernel.window)
    let taps = taps(rows, columns)
    let pieces = geometry.inputPieces
    let pieceColumns = pieces.areSeveral ? pieces.columns : columns.count
    let band = kernel.bands == 1 ? "row" : "\(CExpression.product("band", kernel.bandRows)) + row"
    let column = CExpression.sum([
      CExpression.product("x + q", stride[1]), "\(columns.first)",
    ])
    let groupSize = geometry.filtersPerGroup * geometry.channelsPerGroup
    let firstFilter = CExpression.sum([
      geometry.convolution.groups == 1 ? "0" : CExpression.product("group", groupSize),
      kernel.parts == 1 ? "0" : CExpression.product("part", kernel.partChannels), "c",
    ])
    return InputGradientBandValues.Phase(
      several: stride != [1, 1], firstRow: rows.first, secondRow: rows.first + stride[0],
      firstColumn: columns.first, secondColumn: columns.first + stride[1],
      inputRow: CExpression.sum([CExpression.product(band, stride[0]), "\(rows.first)"]),
      rows: CExpression.rows(
        of: rows.count, bandRows: kernel.bandRows, bands: kernel.bands),
      inputColumn: column,
      firstWeight: CExpression.sum([
        CExpression.product(firstFilter, geometry.filterArea),
        "\(ConvolutionTaps.firstWeight(geometry, row: rows.tap, column: columns.tap))",
      ]),
      firstValue: CExpression.sum([
        CExpression.product("row", window.columns), "x",
        "\((rows.offset + window.top) * window.columns + columns.offset + window.left)",
      ]),
      rowStatement: rowStatement,
      fetches: rowSums?.fetches(
        plane: channel, column: geometry.inputPieces.areSeveral ? nil : column),
      columnTiles: try Tile.cover(pieceColumns, limit: kernel.columns).map { tile in
        InputGradientBandValues.ColumnTile(
          columns: TileLoop(tile, "x"),
          productFunction: taps.rows * taps.columns == 0
            ? nil
            : try productFunction(
              taps, sums: channels.size, positions: [1, tile.size], window, geometry, &helpers))
      })
  }

  private func taps(_ rows: GradientPhase, _ columns: GradientPhase) -> ConvolutionTaps {
    let turn = geometry.convolution.flipsFilters ? -1 : 1
    let width = kernel.window.columns
    return ConvolutionTaps(
      terms: geometry.filtersPerGroup, rows: rows.taps, columns: columns.taps,
      weightSteps: [
        geometry.filterArea, geometry.filterSize, turn * rows.tapStep * geometry.filterWidth,
        turn * columns.tapStep,
      ],
      windowSteps: [-rows.offsetStep * width, -columns.offsetStep], positionSteps: [width, 1])
  }
}

struct ConvolutionInputGradientValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionInputGradient

  let geometry: GeometryValues
  let gradientParameters, sumParameters: [String]
  let inputLayout: String
  let planeVectors, parts, bands: Int
  let severalParts: Bool
  let bandStatements: String
}

/// The rows of a band.
struct InputGradientBandValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionInputGradientBand

  struct ChannelTile: TemplateValues {
    let tile: TileLoop
    let phases: [Phase]
  }

  struct Phase: TemplateValues {
    let several: Bool
    let firstRow, secondRow, firstColumn, secondColumn: Int
    let inputRow, rows, inputColumn, firstWeight, firstValue: String
    let rowStatement: String?
    let fetches: FetchValues?
    let columnTiles: [ColumnTile]
  }

  struct ColumnTile: TemplateValues {
    let columns: TileLoop
    let productFunction: String?
  }

  let geometry: GeometryValues
  let rowsFunction, rowsArguments, window, channel: String
  let storeFunction: String?
  let channelTiles: [ChannelTile]
}

extension EmitterFactory {
  func visit(_ kernel: ConvolutionInputGradientKernel) -> any KernelEmitter {
    ConvolutionInputGradientEmitter(context: context, kernel: kernel)
  }
}
