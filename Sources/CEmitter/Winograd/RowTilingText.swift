import GraphIR
import KernelTemplates
import Schedule

extension KernelText {
  func rowTiledConvolution(_ kernel: RowTiledConvolutionKernel) throws -> String {
    let tiling = kernel.tiling
    let geometry = tiling.geometry
    let window = kernel.block.pooling?.window ?? [1, 1]
    let (rows, columns) = (geometry.outputHeight / window[0], geometry.outputWidth / window[1])
    var values = common(geometry).merging(common(tiling)) { $1 }
    addResult(of: kernel.block, geometry, to: &values)
    values["inputLayout"] = buffer(.input).extentsText
    values["outputLayout"] = buffer(.output).extentsText
    values["outputHeight"] = rows
    values["outputWidth"] = columns
    values["values"] =
      "("
      + CExpression.position(
        [CExpression.position(["y", "p"], strides: [window[0], 1]), "tile"],
        [0, tiling.tileColumns]) + ")"
    values["windowPosition"] = CExpression.position(["p", "q"], [0, window[1]])
    values["outputsOfTile"] = CExpression.position(
      ["p", "tile"], strides: [tiling.tiledWidth, tiling.columns.outputs])
    values["windowOutput"] = CExpression.position(
      ["i", "p", CExpression.position(["x", "q"], strides: [window[1], 1])],
      [0, window[0], tiling.tiledWidth])
    values["output"] = CExpression.position(
      ["(int64_t)block", "k + i", "y", "x", "0"],
      [0, geometry.filters, rows, columns, geometry.lanes])
    values["pointVectors"] = kernel.workspaceSizes.points
    values["scratchVectors"] = kernel.workspaceVectors
    values["pointsOfFilter"] = tiling.pointsOfFilter
    values["filterTiles"] = kernel.filterTiles.map(Self.loop)
    return try KernelTemplate.winogradRowConvolution.render(values)
  }

  func rowTiledFilterGradient(_ kernel: RowTiledFilterGradientKernel) throws -> String {
    let tiling = kernel.tiling
    let geometry = tiling.geometry
    var values = common(geometry).merging(common(tiling)) { $1 }
    addOutputGradient(kernel.gradient, geometry, band: Band(tiling), to: &values)
    values["inputLayout"] = buffer(.input).extentsText
    values["planeVectors"] = kernel.workspaceSizes.plane
    values["pointVectors"] = kernel.workspaceSizes.points
    values["scratchVectors"] = kernel.workspaceVectors
    values["partialVectors"] = kernel.partialVectors
    values["firstBlock"] = CExpression.start(of: "chunk", geometry.blocks, in: geometry.chunks)
    values["endBlock"] = CExpression.start(of: "chunk + 1", geometry.blocks, in: geometry.chunks)
    values["filterRow"] =
      "\(CExpression.position(["k", "c"], [0, geometry.channels]).parenthesized) * \(geometry.filterHeight)"
    values["gradientTile"] =
      "("
      + CExpression.position(
        ["i", "y", "x"], [0, geometry.outputHeight, tiling.tileColumns]) + ")"
    values["filterTiles"] = kernel.filterTiles.map { filters in
      Self.loop(filters).merging([
        "sumTiles": kernel.filterRowTiles.flatMap { rows in
          kernel.pointTiles.map { points in
            [
              "function": Self.function(filters, rows, points),
              "gradients": CExpression.sum(["gradient_points", "\(points.start)"]),
              "values": CExpression.sum([
                "values", "\(rows.start * tiling.rowVectors + points.start)",
              ]),
              "total": CExpression.sum([
                "total", "\(rows.start * tiling.columns.points + points.start)",
              ]),
            ]
          }
        }
      ]) { $1 }
    }
    return try KernelTemplate.winogradRowFilterGradient.render(values)
  }

  // MARK: What they call

  /// The functions that a convolution on rows calls.
  func rowHelpers(_ kernel: RowTiledConvolutionKernel) throws -> String {
    let tiling = kernel.tiling
    let geometry = tiling.geometry
    var values = common(geometry).merging(common(tiling)) { $1 }
    values["windowHeight"] = kernel.block.pooling?.window[0] ?? 1
    values["outputsOfFilter"] = (kernel.block.pooling?.window[0] ?? 1) * tiling.tiledWidth
    values["value"] = CExpression.position(
      ["c", "r", "j"], [0, geometry.height, tiling.rowVectors])
    values["weight"] = CExpression.position(
      ["i", "c", "r", "j"],
      [0, geometry.channels, geometry.filterHeight, tiling.columns.points])
    let products = try kernel.filterTiles.map { tile in
      values["filterSize"] = tile.size
      return try KernelTemplate.winogradRowProducts.render(values)
    }
    return try result(of: kernel.block, geometry) + rowInput(tiling) + products.joined()
  }

  /// The functions that the gradient at the filters calls.
  func rowHelpers(_ kernel: RowTiledFilterGradientKernel) throws -> String {
    let tiling = kernel.tiling
    let geometry = tiling.geometry
    var values = common(geometry).merging(common(tiling)) { $1 }
    values["rowVectors"] = tiling.rowVectors
    values["gradientVectors"] = geometry.outputHeight * tiling.rowVectors
    values["totalOfSum"] = CExpression.position(
      ["i", "r", "j"], [0, tiling.pointsOfFilter / tiling.columns.points, tiling.columns.points])
    var functions: [String] = []
    var products = ""
    for filters in kernel.filterTiles {
      for rows in kernel.filterRowTiles {
        for points in kernel.pointTiles {
          let function = Self.function(filters, rows, points)
          guard !functions.contains(function) else { continue }
          functions.append(function)
          values["function"] = function
          values["filterSize"] = filters.size
          values["rowCount"] = rows.size
          values["pointCount"] = points.size
          products += try KernelTemplate.winogradRowGradientProducts.render(values)
        }
      }
    }
    return try outputGradient(kernel.gradient, geometry, band: Band(tiling)) + rowInput(tiling)
      + products
  }

  /// The function that takes rows of the input to their points.
  private func rowInput(_ tiling: RowTiling) throws -> String {
    try KernelTemplate.winogradRowInput.render(
      common(tiling.geometry).merging(common(tiling)) { $1 }) + "\n"
  }

  // MARK: Values

  private static func loop(_ tile: Tile) -> [String: Any] {
    ["start": tile.start, "end": tile.end, "size": tile.size]
  }

  /// What the sizes of a tile of sums add to a function's name.
  private static func function(_ filters: Tile, _ rows: Tile, _ points: Tile) -> String {
    "\(filters.size)x\(rows.size)x\(points.size)"
  }

  private func common(_ tiling: RowTiling) -> [String: Any] {
    let geometry = tiling.geometry
    let flips = geometry.convolution.flipsFilters
    let (height, width) = (geometry.filterHeight, geometry.filterWidth)
    // Filter rows are counted from the top of what the filter is correlated with.
    let flipped = CExpression.position(
      ["row / \(height)", "\(height - 1) - row % \(height)"], [0, height])
    return [
      "columnTransform": TransformText.prefix(tiling.columns),
      "columnPoints": tiling.columns.points, "columnOutputs": tiling.columns.outputs,
      "tileColumns": tiling.tileColumns, "wholeTileColumns": tiling.wholeTileColumns,
      "tiledWidth": tiling.tiledWidth,
      "tileColumn": CExpression.product("x", tiling.columns.outputs),
      "padsColumns": tiling.coveredWidth > geometry.width,
      "inputPlane": geometry.height * geometry.width, "pointsOfChannel": tiling.channelVectors,
      "filterRows": tiling.filterRows,
      "rowOfFilters": flips
        ? "(\(flipped)) * \(width) + \(width - 1)" : CExpression.product("row", width),
      "filterStep": flips ? -1 : 1,
    ]
  }
}

extension String {
  /// In parentheses, where it is a sum or a product.
  fileprivate var parenthesized: String { contains(" ") ? "(\(self))" : self }
}
