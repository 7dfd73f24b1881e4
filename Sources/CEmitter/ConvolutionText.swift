import GraphIR
import KernelTemplates
import Schedule

extension KernelText {
  func convolution(_ convolution: ConvolutionKernel) throws -> String {
    let geometry = convolution.geometry
    let block = convolution.block
    let pools = block.pooling != nil
    var values = common(geometry)
    let window = block.pooling?.window ?? [1, 1]
    let rows = geometry.outputHeight / window[0]
    let columns = geometry.outputWidth / window[1]
    values["outputHeight"] = rows
    addResult(of: block, geometry, to: &values)
    values["inputLayout"] = buffer(.input).extentsText
    values["outputLayout"] = buffer(.output).extentsText
    values["windowHeight"] = window[0]
    let (stride, dilation) = (geometry.convolution.stride, geometry.convolution.dilation)
    values["row"] = CExpression.position(
      [
        "block", Self.channel(geometry, group: "group"),
        CExpression.position(["y", "r"], strides: [window[0] * stride[0], dilation[0]]),
        CExpression.product("x", window[1] * stride[1]),
      ],
      [0, geometry.channels, geometry.height, geometry.width])
    values["column"] = CExpression.position(
      [window[0] == 1 ? "0" : "p", "q", "s"],
      strides: [stride[0] * geometry.width, stride[1], dilation[1]])
    values["output"] = CExpression.position(
      ["(int64_t)block", "k + i", "y", pools ? "x" : "x + q", "0"],
      [0, geometry.filters, rows, columns, geometry.lanes])
    values["tiles"] = convolution.filterTiles.flatMap { filters in
      convolution.columnTiles.map { columns in
        [
          "filterStart": filters.start, "filterEnd": filters.end, "filterStep": filters.size,
          "firstFilter": CExpression.sum([
            CExpression.product("group", geometry.filtersPerGroup), Self.start(filters),
          ]),
          "columnStart": columns.start, "columnEnd": columns.end, "columnStep": columns.size,
          "windowWidth": pools ? window[1] : columns.size,
          "weight": weight(geometry, step: filters.size, size: geometry.filterSize),
        ].merging(Self.groups(filters, geometry)) { $1 } as [String: Any]
      }
    }
    return try KernelTemplate.convolution.render(values)
  }

  /// The function that makes the results of a convolution's sums.
  func result(of block: ConvolutionBlock, _ geometry: ConvolutionGeometry) throws -> String {
    var values = common(geometry)
    addResult(of: block, geometry, to: &values)
    return try KernelTemplate.convolutionResult.render(values)
  }

  /// What is taken of a window, and what becomes of it.
  func addResult(
    of block: ConvolutionBlock, _ geometry: ConvolutionGeometry, to values: inout [String: Any]
  ) {
    let window = block.pooling?.window ?? [1, 1]
    values["windowHeight"] = window[0]
    values["windowWidth"] = window[1]
    values["windowArea"] = window[0] * window[1]
    values["bias"] = block.hasBias
    values["pools"] = block.pooling != nil
    values["takesMaximum"] = block.pooling?.mode == .max
    if let pooling = block.pooling {
      values["firstOfTies"] = pooling.ties == .first
      let divisor = Double(pooling.divisor(rows: pooling.window[0], columns: pooling.window[1]))
      if divisor != 1 {
        values["divisor"] = Literal.Scalar.real(divisor).cLiteral(as: geometry.elementType)
      }
    }
    if block.keepsWinners {
      values["winners"] = buffer(.mask).type.elementType.cName
    }
    let sum = block.hasBias ? "output[at + lane] + bias" : "output[at + lane]"
    values["sum"] = sum
    let argument = block.keepsSums ? "sum" : sum
    values["result"] = block.activation?.cExpression([argument], geometry.elementType) ?? argument
    values["keepsSums"] = block.keepsSums
    values["isPlain"] = !block.hasBias && block.activation == nil
    values["results"] =
      (["output"] + (block.keepsWinners ? ["winners"] : [])
      + (block.keepsSums ? ["kept_sums"] : []))
      .joined(separator: ", ")
  }

  func inputGradient(_ gradient: ConvolutionInputGradientKernel) throws -> String {
    let geometry = gradient.geometry
    var values = common(geometry)
    addOutputGradient(gradient.gradient, geometry, to: &values)
    values["inputLayout"] = buffer(.output).extentsText
    let (stride, dilation) = (geometry.convolution.stride, geometry.convolution.dilation)
    let grouped = geometry.convolution.groups > 1
    addFilterRows(geometry, to: &values)
    values["row"] = CExpression.position(
      ["k", Self.quotient("y - \(CExpression.product("r", dilation[0]))", stride[0]), "0"],
      [0, geometry.outputHeight, geometry.outputWidth])
    values["firstFilter"] =
      grouped ? CExpression.product("group", geometry.filtersPerGroup) : "0"
    values["endFilter"] =
      grouped
      ? CExpression.product("(group + 1)", geometry.filtersPerGroup) : "\(geometry.filters)"
    values["tiles"] = gradient.channelTiles.flatMap { channels in
      gradient.columnTiles.map { columns in
        [
          "channelStart": channels.start, "channelEnd": channels.end,
          "channelStep": channels.size, "columnStep": columns.size,
          "firstChannel": Self.start(channels),
          "column": Self.quotient(Self.column(columns, geometry), stride[1]),
          "columnLoop": Self.loop(columns).map { [$0] } ?? [],
          "guards": Self.guards(columns, geometry).map { [["guard": $0]] } ?? [],
          "weight": weight(geometry, step: channels.size, size: geometry.filterArea),
          "result": CExpression.position(
            [
              "block", "\(Self.channel(geometry, group: "group")) + i", "y",
              CExpression.sum([Self.first(columns, "column"), "x"]),
            ],
            [0, geometry.channels, geometry.height, geometry.width]),
        ].merging(Self.groups(channels, geometry)) { $1 } as [String: Any]
      }
    }
    return try KernelTemplate.convolutionInputGradient.render(values)
  }

  /// The function that both gradients call for the gradient at the convolution's output.
  func outputGradient(
    _ gradient: OutputGradient, _ geometry: ConvolutionGeometry, band: Band? = nil
  ) throws -> String {
    var values = common(geometry)
    addOutputGradient(gradient, geometry, band: band, to: &values)
    return try KernelTemplate.outputGradient.render(values)
  }

  func filterGradient(_ gradient: ConvolutionFilterGradientKernel) throws -> String {
    let geometry = gradient.geometry
    var values = common(geometry)
    addOutputGradient(gradient.gradient, geometry, to: &values)
    values["inputLayout"] = buffer(.input).extentsText
    values["blocksPerChunk"] = geometry.blocksPerChunk
    values["firstBlock"] = CExpression.start(of: "chunk", geometry.blocks, in: geometry.chunks)
    values["endBlock"] = CExpression.start(of: "chunk + 1", geometry.blocks, in: geometry.chunks)
    let plane = geometry.outputHeight * geometry.outputWidth
    values["blockPlane"] = CExpression.product("(block - first)", plane)
    values["row"] = CExpression.position(
      ["(block - first)", "y", "0"], [0, geometry.outputHeight, geometry.outputWidth])
    values["partialFilter"] = CExpression.position(
      ["chunk", "k", "c", "0"],
      [0, geometry.filters, geometry.channelsPerGroup, geometry.filterArea])
    values["filterElements"] = geometry.filters * geometry.filterSize
    values["tiles"] = gradient.rowTiles.flatMap { rows in
      gradient.columnTiles.map { columns in filterTile(rows, columns, geometry) }
    }
    return try KernelTemplate.convolutionFilterGradient.render(values)
  }

  /// The filter rows and columns whose sums the gradient at the filters holds at the same time.
  private func filterTile(
    _ rows: Tile, _ columns: Tile, _ geometry: ConvolutionGeometry
  ) -> [String: Any] {
    let (stride, dilation) = (geometry.convolution.stride, geometry.convolution.dilation)
    let channel = Self.channel(geometry, group: Self.quotient("k", geometry.filtersPerGroup))
    let (row, column) = (Self.first(rows, "row_tile"), Self.first(columns, "column_tile"))
    return [
      "rowCount": rows.size, "columnCount": columns.size,
      "rowLoop": Self.loop(rows).map { [$0] } ?? [],
      "columnLoop": Self.loop(columns).map { [$0] } ?? [],
      "image": CExpression.position(
        [
          "block", channel,
          CExpression.sum([
            CExpression.product("y", stride[0]), Self.scaled(row, dilation[0]),
          ]), Self.scaled(column, dilation[1]),
        ],
        [0, geometry.channels, geometry.height, geometry.width]),
      "imagePosition": CExpression.position(
        [rows.size == 1 ? "0" : "r", "x", "s"],
        strides: [dilation[0] * geometry.width, stride[1], dilation[1]]),
      "filterPosition": CExpression.position(
        [
          Self.filterIndex("r", rows, from: row, of: geometry.filterHeight, geometry),
          Self.filterIndex("s", columns, from: column, of: geometry.filterWidth, geometry),
        ], [0, geometry.filterWidth]),
    ]
  }

  /// The index into the filters of a position in a tile.
  private static func filterIndex(
    _ index: String, _ tile: Tile, from first: String, of extent: Int,
    _ geometry: ConvolutionGeometry
  ) -> String {
    guard geometry.convolution.flipsFilters else { return CExpression.sum([first, index]) }
    if tile.count == 1 { return reversed(index, extent - tile.start, count: tile.size) }
    return "\(extent - 1) - \(first) - \(index)"
  }

  /// The product of a counter or a literal.
  private static func scaled(_ index: String, _ factor: Int) -> String {
    Int(index).map { "\($0 * factor)" } ?? CExpression.product(index, factor)
  }

  func common(_ geometry: ConvolutionGeometry) -> [String: Any] {
    let element = geometry.elementType
    let (height, width) = (geometry.filterHeight, geometry.filterWidth)
    return [
      "name": kernel.name, "scalar": element.cName, "vector": element.cVector,
      "mask": element.cMask, "maskScalar": element.cMaskScalar, "lanes": geometry.lanes,
      "blocks": geometry.blocks, "chunks": geometry.chunks, "channels": geometry.channelsPerGroup,
      "grouped": geometry.convolution.groups > 1,
      "height": geometry.height, "width": geometry.width, "filterCount": geometry.filters,
      "filterHeight": height, "filterWidth": width, "convolvedHeight": geometry.outputHeight,
      "convolvedWidth": geometry.outputWidth,
      "plane": CExpression.product("k", geometry.outputHeight * geometry.outputWidth),
      "filter": CExpression.position(
        [
          "k", "c",
          geometry.convolution.flipsFilters ? Self.reversed("r", height, count: height) : "r", "0",
        ],
        [0, geometry.channelsPerGroup, height, width]),
      // Long filter rows stay a loop: unrolled they would only fill the instruction cache.
      "unrollColumns": width <= 8 ? "CROTON_UNROLL" : "/* A loop: the filters are wide. */",
    ]
  }

  /// The position of a weight in one row of filter `i` of a tile, or of its channel `i`.
  private func weight(_ geometry: ConvolutionGeometry, step: Int, size: Int) -> String {
    CExpression.sum([step == 1 ? "0" : CExpression.product("i", size), filterColumn(geometry)])
  }

  private func filterColumn(_ geometry: ConvolutionGeometry) -> String {
    geometry.convolution.flipsFilters
      ? Self.reversed("s", geometry.filterWidth, count: geometry.filterWidth) : "s"
  }

  /// The index counted from the end; of a loop that runs once, the number itself.
  static func reversed(_ index: String, _ extent: Int, count: Int) -> String {
    count == 1 ? "\(extent - 1)" : "\(extent - 1) - \(index)"
  }

  /// How far a column of the input lies from a column of the filters, in a tile of columns: the
  /// column of the output that both belong to, times the stride.
  private static func column(_ columns: Tile, _ geometry: ConvolutionGeometry) -> String {
    let reach = CExpression.product("s", geometry.convolution.dilation[1])
    return CExpression.sum([first(columns, "column"), "x - \(reach)"])
  }

  /// Where a step of a tile starts: a literal, or the counter of the loop over the steps.
  private static func first(_ tile: Tile, _ counter: String) -> String {
    tile.count == 1 ? "\(tile.start)" : counter
  }

  /// The loop over the steps of a tile, where there are several.
  private static func loop(_ tile: Tile) -> [String: Any]? {
    tile.count == 1 ? nil : ["start": tile.start, "end": tile.end, "step": tile.size]
  }

  /// What must hold for a column of the output gradient to exist, where some do not.
  private static func guards(_ columns: Tile, _ geometry: ConvolutionGeometry) -> String? {
    let column = column(columns, geometry)
    let stride = geometry.convolution.stride[1]
    let end = (geometry.outputWidth - 1) * stride + 1
    let edges = geometry.edges(columns)
    let conditions = [
      edges.start ? "\(column) >= 0" : nil,
      edges.end ? "\(column) < \(end)" : nil,
      stride > 1 ? "(\(column)) % \(stride) == 0" : nil,
    ].compactMap { $0 }
    return conditions.isEmpty ? nil : conditions.joined(separator: " && ")
  }

  /// The channel of the input, counted over all groups; `c` counts the channels of one group.
  private static func channel(_ geometry: ConvolutionGeometry, group: String) -> String {
    geometry.convolution.groups == 1
      ? "c" : CExpression.position([group, "c"], [0, geometry.channelsPerGroup])
  }

  /// The loop over the tiles of all groups, whose counter is the group itself where a group is one
  /// tile.
  private static func groups(_ tile: Tile, _ geometry: ConvolutionGeometry) -> [String: Any] {
    let count = tile.count * geometry.convolution.groups
    return tile.count == 1
      ? ["counter": "group", "tileCount": count]
      : ["counter": "tile", "tileCount": count, "tilesInGroup": tile.count]
  }

  /// Where a tile starts in its group.
  private static func start(_ tile: Tile) -> String {
    let step = tile.count == 1 ? "0" : CExpression.product("tile % \(tile.count)", tile.size)
    return CExpression.sum(["\(tile.start)", step])
  }

  private static func quotient(_ index: String, _ divisor: Int) -> String {
    if divisor == 1 { return index }
    return index.contains(" ") ? "(\(index)) / \(divisor)" : "\(index) / \(divisor)"
  }

  /// The filter rows that reach from row y of the input to a row of the output.
  private func addFilterRows(
    _ geometry: ConvolutionGeometry, to values: inout [String: Any]
  ) {
    let (stride, dilation) = (
      geometry.convolution.stride[0], geometry.convolution.dilation[0]
    )
    let end = (geometry.outputHeight - 1) * stride
    let past = Self.quotient(
      dilation == 1 ? "y - \(end)" : "y - \(end) + \(dilation - 1)", dilation)
    values["firstFilterRow"] = "y < \(end + 1) ? 0 : \(past)"
    let last = geometry.filterHeight - 1
    values["lastFilterRow"] = "y < \(last * dilation) ? \(Self.quotient("y", dilation)) : \(last)"
    if stride > 1 {
      values["strided"] = true
      values["rowStride"] = stride
      values["convolvedRow"] = "y - \(CExpression.product("r", dilation))"
    }
  }

  /// What leads from the gradient of pooled or convolved values to the convolution's output: all of
  /// it, or, for tiles, the rows of one band.
  func addOutputGradient(
    _ gradient: OutputGradient, _ geometry: ConvolutionGeometry, band: Band? = nil,
    to values: inout [String: Any]
  ) {
    var (height, width) = (geometry.outputHeight, geometry.outputWidth)
    let planeHeight = band?.rows ?? height
    let planeWidth = band?.width ?? width
    let row = band == nil ? "y" : "(y - first)"
    var window = [1, 1]
    if case .pooled(let pooling) = gradient {
      values["pooled"] = true
      window = pooling.window
      values["windowHeight"] = pooling.window[0]
      values["windowWidth"] = pooling.window[1]
      if pooling.mode == .max {
        values["winners"] = buffer(.mask).type.elementType.cName
      }
      let divisor = Double(pooling.divisor(rows: pooling.window[0], columns: pooling.window[1]))
      if divisor != 1 {
        values["divisor"] = Literal.Scalar.real(divisor).cLiteral(as: geometry.elementType)
      }
      values["bit"] = CExpression.position(["p", "q"], [0, pooling.window[1]])
      (height, width) = (height / pooling.window[0], width / pooling.window[1])
      values["target"] = CExpression.position(
        [
          "\(CExpression.product(row, pooling.window[0])) + p",
          "\(CExpression.product("x", pooling.window[1])) + q",
        ], [0, planeWidth])
    } else {
      values["target"] = CExpression.position([row, "x"], [0, planeWidth])
    }
    let covered = band.map { $0.rows * $0.count } ?? geometry.outputHeight
    values["border"] = height * window[0] != covered || width * window[1] != planeWidth
    values["planeHeight"] = planeHeight
    values["planeWidth"] = planeWidth
    if let band {
      values["banded"] = true
      let rows = band.rows / window[0]
      values["firstGradientRow"] = band.count == 1 ? "0" : CExpression.product("band", rows)
      let end = band.count == 1 ? "\(rows)" : "(band + 1) * \(rows)"
      values["endGradientRow"] =
        band.count * rows <= height
        ? end : band.count == 1 ? "\(height)" : "\(end) < \(height) ? \(end) : \(height)"
    }
    values["gradientPlane"] = height * width
    values["source"] = CExpression.position(
      ["(int64_t)block", "k", "y", "x"], [0, geometry.filters, height, width])
    values["gradientHeight"] = height
    values["gradientWidth"] = width
    values["gradientLayout"] = buffer(.gradient).extentsText
    values["planeBytes"] =
      planeHeight * planeWidth * geometry.lanes * geometry.elementType.byteCount
    values["lastBlock"] = geometry.blocks - 1
    let tail = geometry.images - (geometry.blocks - 1) * geometry.lanes
    if tail != geometry.lanes { values["tail"] = tail }
  }
}
