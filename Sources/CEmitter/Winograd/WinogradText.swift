import GraphIR
import KernelTemplates
import Schedule

extension KernelText {
  // MARK: The kernels

  func winogradConvolution(_ kernel: WinogradConvolutionKernel) throws -> String {
    let tiling = kernel.tiling
    let geometry = tiling.geometry
    let block = kernel.block
    let window = block.pooling?.window ?? [1, 1]
    var values = common(geometry).merging(common(tiling)) { $1 }
    addResult(of: block, geometry, to: &values)
    values["inputLayout"] = buffer(.input).extentsText
    values["outputLayout"] = buffer(.output).extentsText
    let sizes = kernel.workspaceSizes
    values["pointVectors"] = sizes.points
    values["productVectors"] = sizes.products
    values["rowVectors"] = sizes.rows
    values["scratchVectors"] = kernel.workspaceVectors
    values["pointStride"] = kernel.pointStride
    values["inputPointsOfRow"] = tiling.columns.points * kernel.pointStride
    values["filterPoints"] = tiling.points * geometry.channels
    addTileOf("k", kernel.filterTiles, to: &values)
    values["windowHeight"] = window[0]
    values["windowArea"] = window[0] * window[1]
    let (rows, columns) = (geometry.outputHeight / window[0], geometry.outputWidth / window[1])
    values["outputHeight"] = rows
    values["outputWidth"] = columns
    let windowRows = tiling.rows.outputs / window[0]
    let windowColumns = tiling.columns.outputs / window[1]
    values["windowRows"] = windowRows
    values["windowColumns"] = windowColumns
    values["windowWidth"] = window[1]
    values["ragged"] =
      tiling.tileRows * windowRows != rows || tiling.tileColumns * windowColumns != columns
    values["firstWindowRow"] = CExpression.product(
      "(\(CExpression.position(["band", "tile / \(tiling.tileColumns)"], strides: [tiling.bandRows, 1])))",
      windowRows)
    values["firstWindowColumn"] = CExpression.product("tile % \(tiling.tileColumns)", windowColumns)
    values["windowPosition"] = CExpression.position(["p", "q"], [0, window[1]])
    values["windowRow"] = CExpression.position(["y", "p"], strides: [window[0], 1])
    values["windowColumn"] = CExpression.position(["x", "q"], strides: [window[1], 1])
    values["output"] = CExpression.position(
      ["(int64_t)block", "k + i", "top + y", "left + x", "0"],
      [0, geometry.filters, rows, columns, geometry.lanes])
    values["filterTiles"] = kernel.filterTiles.map { tile in
      [
        "start": tile.start, "end": tile.end, "size": tile.size,
        "weightsOfPoint": geometry.channels * tile.size, "sumCount": tile.size * tiling.tiles,
        "rowsStep": tile.size * tiling.tiles * tiling.columns.outputs,
        "imageTiles": Self.imageTiles(kernel.imageTiles),
      ] as [String: Any]
    }
    return try KernelTemplate.winogradConvolution.render(values)
  }

  func winogradInputGradient(_ kernel: WinogradInputGradientKernel) throws -> String {
    let tiling = kernel.tiling
    let geometry = tiling.geometry
    var values = common(geometry).merging(common(tiling)) { $1 }
    addOutputGradient(kernel.gradient, geometry, band: Band(tiling), to: &values)
    values["inputLayout"] = buffer(.output).extentsText
    let sizes = kernel.workspaceSizes
    values["planeVectors"] = sizes.plane
    values["pointVectors"] = sizes.points
    values["productVectors"] = sizes.products
    values["rowVectors"] = sizes.rows
    values["scratchVectors"] = kernel.workspaceVectors
    values["pointStride"] = kernel.pointStride
    values["gradientPointsOfRow"] = tiling.columns.points * kernel.pointStride
    values["filterPoints"] = tiling.points * geometry.filters
    addTileOf("c", kernel.channelTiles, to: &values)
    values["rowOverlap"] = tiling.rows.taps - 1
    values["columnOverlap"] = tiling.columns.taps - 1
    values["bandRowVectors"] = tiling.rows.points * tiling.coveredWidth
    values["tileOfBand"] = CExpression.position(["y", "x"], [0, tiling.tileColumns])
    values["channelTiles"] = kernel.channelTiles.map { tile in
      [
        "start": tile.start, "end": tile.end, "size": tile.size,
        "weightsOfPoint": geometry.filters * tile.size, "sumCount": tile.size * tiling.tiles,
        "imageTiles": Self.imageTiles(kernel.imageTiles),
      ] as [String: Any]
    }
    return try KernelTemplate.winogradInputGradient.render(values)
  }

  func winogradFilterGradient(_ kernel: WinogradFilterGradientKernel) throws -> String {
    let tiling = kernel.tiling
    let geometry = tiling.geometry
    var values = common(geometry).merging(common(tiling)) { $1 }.merging(common(kernel)) { $1 }
    addOutputGradient(kernel.gradient, geometry, band: Band(tiling), to: &values)
    values["inputLayout"] = buffer(.input).extentsText
    let sizes = kernel.workspaceSizes
    values["planeVectors"] = sizes.plane
    values["inputRowVectors"] = sizes.inputRows
    values["gradientRowVectors"] = sizes.gradientRows
    values["inputVectors"] = sizes.inputPoints
    values["scratchVectors"] = kernel.workspaceVectors
    values["inputStride"] = kernel.inputStride
    values["inputPointsOfRow"] = tiling.columns.points * kernel.inputStride
    values["gradientStride"] = kernel.gradientStride
    values["firstBlock"] = CExpression.start(of: "chunk", geometry.blocks, in: geometry.chunks)
    values["endBlock"] = CExpression.start(of: "chunk + 1", geometry.blocks, in: geometry.chunks)
    values["blocksAtOnce"] = kernel.blocksAtOnce
    values["filtersAtOnce"] = kernel.filtersAtOnce
    values["channelsAtOnce"] = kernel.channelsAtOnce
    values["filterTilesAtOnce"] = kernel.filtersAtOnce / kernel.filterStep
    values["channelTilesAtOnce"] = kernel.channelsAtOnce / kernel.channelStep
    values["filtersHeld"] = Self.held("filter", kernel.filtersAtOnce, of: geometry.filters)
    values["channelsHeld"] = Self.held("channel", kernel.channelsAtOnce, of: geometry.channels)
    values["filterTileCount"] = kernel.filterTiles
    values["channelTileCount"] = kernel.channelTiles
    let tileVectors = kernel.filterTiles * kernel.channelTiles * kernel.vectorsPerTile
    values["tileVectors"] = tileVectors
    values["tileVectorsOfFilters"] = kernel.channelTiles * kernel.vectorsPerTile
    values["partialVectors"] = tiling.points * tileVectors
    let filterSizes = Self.tileSizes(geometry.filters, kernel.filterStep)
    values["wholeSize"] = filterSizes[0]
    values["hasRest"] = filterSizes.count > 1
    values["restSize"] = filterSizes.last
    return try KernelTemplate.winogradFilterGradient.render(values)
  }

  // MARK: What they call

  /// The functions that a convolution on tiles calls.
  func winogradHelpers(_ kernel: WinogradConvolutionKernel) throws -> String {
    var values = common(kernel.tiling.geometry).merging(common(kernel.tiling)) { $1 }
    values["inputPointStep"] = kernel.pointStride
    values["inputTile"] = CExpression.position(["y", "x"], [0, kernel.tiling.tileColumns])
    return try result(of: kernel.block, kernel.tiling.geometry)
      + KernelTemplate.winogradFilters.render(values) + KernelTemplate.winogradInput.render(values)
  }

  /// The functions that the gradient at the input calls.
  func winogradHelpers(_ kernel: WinogradInputGradientKernel) throws -> String {
    var values = common(kernel.tiling.geometry).merging(common(kernel.tiling)) { $1 }
    values["gradientPointStep"] = kernel.pointStride
    values["gradientTile"] = CExpression.position(["y", "x"], [0, kernel.tiling.tileColumns])
    return try outputGradient(kernel.gradient, kernel.tiling.geometry, band: Band(kernel.tiling))
      + KernelTemplate.winogradFilters.render(values)
      + KernelTemplate.winogradGradient.render(values)
  }

  /// The functions that the gradient at the filters calls.
  func winogradHelpers(_ kernel: WinogradFilterGradientKernel) throws -> String {
    let tiling = kernel.tiling
    var values = common(tiling.geometry).merging(common(tiling)) { $1 }
    let tile = "(\(CExpression.position(["y", "x"], [0, tiling.tileColumns])))"
    values["inputPointStep"] = kernel.inputStride
    values["inputTile"] = CExpression.product(tile, kernel.channelStep)
    values["gradientPointStep"] = kernel.gradientStride
    values["gradientTile"] = CExpression.product(tile, kernel.filterStep)
    let sums = LaneSumText(
      name: "\(self.kernel.name)lane_sums_", element: tiling.geometry.elementType,
      lanes: tiling.geometry.lanes)
    return try outputGradient(kernel.gradient, tiling.geometry, band: Band(tiling))
      + KernelTemplate.winogradInput.render(values)
      + KernelTemplate.winogradGradient.render(values) + sums.render() + "\n"
      + winogradProducts(kernel, values)
  }

  /// The functions that multiply at one point: one for each number of filters of a tile.
  private func winogradProducts(
    _ kernel: WinogradFilterGradientKernel, _ values: [String: Any]
  ) throws -> String {
    let geometry = kernel.tiling.geometry
    var values = values.merging(common(kernel)) { $1 }
    let step = kernel.channelStep
    values["channelTiles"] = Self.tileSizes(geometry.channels, step).map { size in
      [
        "channelSize": size,
        "header": size == step
          ? "for (int c = 0; c + \(step) <= channels; c += \(step))"
          : "if (channels % \(step) != 0)",
        "channel": size == step ? "c" : "(channels - \(size))",
      ] as [String: Any]
    }
    return try Self.tileSizes(geometry.filters, kernel.filterStep).map { size in
      values["filterSize"] = size
      return try KernelTemplate.winogradProducts.render(values)
    }.joined()
  }

  // MARK: Values

  private func common(_ tiling: WinogradTiling) -> [String: Any] {
    let geometry = tiling.geometry
    let flips = geometry.convolution.flipsFilters
    let (height, width) = (geometry.filterHeight, geometry.filterWidth)
    let tapRow = flips ? Self.reversed("r", height, count: height) : "r"
    let tapColumn = flips ? Self.reversed("s", width, count: width) : "s"
    let tileRow = CExpression.position(["band", "y"], strides: [tiling.bandRows, 1])
    return [
      "rowTransform": TransformText.prefix(tiling.rows),
      "columnTransform": TransformText.prefix(tiling.columns),
      "rowPoints": tiling.rows.points, "columnPoints": tiling.columns.points,
      "rowOutputs": tiling.rows.outputs, "columnOutputs": tiling.columns.outputs,
      "pointCount": tiling.points, "bands": tiling.bands, "bandRows": tiling.bandRows,
      "tiles": tiling.tiles, "tileColumns": tiling.tileColumns,
      "coveredWidth": tiling.coveredWidth, "flips": flips,
      "filterArea": geometry.filterArea,
      "filterPosition": CExpression.position(["k", "c"], [0, geometry.channels]),
      "filterColumn": flips ? "\((height - 1) * width + width - 1) - s" : "s",
      "filterRowStep": flips ? -width : width,
      "tapPosition": CExpression.position(
        [tapRow.contains(" ") ? "(\(tapRow))" : tapRow, tapColumn], [0, width]),
      "inputPlane": geometry.height * geometry.width,
      "firstRow": CExpression.product(
        tileRow.contains(" ") ? "(\(tileRow))" : tileRow, tiling.rows.outputs),
      "tileColumn": CExpression.product("x", tiling.columns.outputs),
      "padsRows": tiling.coveredHeight > geometry.height,
      "padsColumns": tiling.coveredWidth > geometry.width,
      "planeHeight": tiling.bandRows * tiling.rows.outputs, "planeWidth": tiling.tiledWidth,
      "planeTileRow": tiling.rows.outputs * tiling.tiledWidth,
      "inputRowsVectors": tiling.inputRowsVectors,
      "gradientRowsVectors": tiling.gradientRowsVectors,
      "inputRowsBytes": tiling.inputRowsVectors * geometry.lanes * geometry.elementType.byteCount,
      "inputRow": CExpression.product("y", tiling.rows.points * tiling.coveredWidth),
      "gradientRow": CExpression.product("y", tiling.rows.points * tiling.tiledWidth),
    ]
  }

  private func common(_ kernel: WinogradFilterGradientKernel) -> [String: Any] {
    [
      "filterStep": kernel.filterStep, "channelStep": kernel.channelStep, "terms": kernel.terms,
      "vectorsPerTile": kernel.vectorsPerTile,
    ]
  }

  /// Where the tile of sums starts that a filter or a channel belongs to, and its size.
  private func addTileOf(_ index: String, _ tiles: [Tile], to values: inout [String: Any]) {
    let main = tiles[0]
    let start = main.size == 1 ? index : "\(index) / \(main.size) * \(main.size)"
    if let rest = tiles.dropFirst().first {
      values["firstOfTile"] = "\(index) < \(main.end) ? \(start) : \(rest.start)"
      values["sizeOfTile"] = "\(index) < \(main.end) ? \(main.size) : \(rest.size)"
    } else {
      values["firstOfTile"] = start
      values["sizeOfTile"] = "\(main.size)"
    }
  }

  static func imageTiles(_ tiles: [Tile]) -> [[String: Any]] {
    tiles.map { ["start": $0.start, "end": $0.end, "tileStep": $0.size] }
  }

  /// The sizes of the tiles that some indices are cut into: the whole ones, and the last if it is
  /// not.
  private static func tileSizes(_ count: Int, _ step: Int) -> [Int] {
    [count < step ? 0 : step, count % step].filter { $0 > 0 }
  }

  /// How many of some indices are held from the first on, when so many at a time are.
  private static func held(_ first: String, _ atOnce: Int, of count: Int) -> String {
    count.isMultiple(of: atOnce)
      ? "\(atOnce)" : "\(count) - \(first) < \(atOnce) ? \(count) - \(first) : \(atOnce)"
  }
}
