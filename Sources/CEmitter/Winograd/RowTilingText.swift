import GraphIR
import KernelTemplates
import Lowering

extension KernelText {
  func rowTiledConvolution(_ kernel: RowTiledConvolutionKernel) throws -> String {
    let tiling = kernel.tiling
    let geometry = tiling.geometry
    let window = kernel.block.pooling?.window ?? [1, 1]
    let (rows, columns) = (geometry.outputHeight / window[0], geometry.outputWidth / window[1])
    let windowsOfTile = tiling.columns.outputs / window[1]
    var values = common(geometry).merging(common(tiling)) { $1 }
    addResult(of: kernel.block, geometry, to: &values)
    values["inputLayout"] = buffers[self.kernel.operands[0]].extentsText
    values["outputLayout"] = buffers[self.kernel.results[0]].extentsText
    values["outputHeight"] = rows
    values["outputWidth"] = columns
    values["weights"] = "(\(Self.filterRow(geometry)))"
    values["values"] = "(" + CExpression.position(
      ["c", CExpression.position(["y", "p", "r"], strides: [window[0], 1, 1]), "tile"],
      [0, geometry.height, tiling.tileColumns]) + ")"
    values["firstWindowColumn"] = CExpression.product("tile", windowsOfTile)
    values["windowPosition"] = CExpression.position(["p", "q"], [0, window[1]])
    values["windowColumn"] = CExpression.position(["x", "q"], strides: [window[1], 1])
    values["ragged"] = tiling.tileColumns * windowsOfTile != columns
    values["output"] = CExpression.position(
      ["(int64_t)block", "k", "y", "left + x", "0"],
      [0, geometry.filters, rows, columns, geometry.lanes])
    values["imageTiles"] = kernel.imageTiles.map { tile in
      [
        "start": tile.start, "end": tile.end, "tileStep": tile.size,
        "outputsOfTiles": tile.size * tiling.columns.outputs,
        "windowsOfTiles": tile.size * windowsOfTile,
      ]
    }
    return try KernelTemplate.winogradRowConvolution.render(values)
  }

  func rowTiledFilterGradient(_ kernel: RowTiledFilterGradientKernel) throws -> String {
    let tiling = kernel.tiling
    let geometry = tiling.geometry
    var values = common(geometry).merging(common(tiling)) { $1 }
    addOutputGradient(kernel.gradient, geometry, band: Band(tiling), to: &values)
    values["inputLayout"] = buffers[self.kernel.operands[0]].extentsText
    values["planeVectors"] = kernel.scratchSizes.plane
    values["pointVectors"] = kernel.scratchSizes.points
    values["scratchVectors"] = kernel.scratchVectors
    values["partialVectors"] = kernel.partialVectors
    values["firstBlock"] = CExpression.start(of: "chunk", geometry.blocks, in: geometry.chunks)
    values["endBlock"] = CExpression.start(of: "chunk + 1", geometry.blocks, in: geometry.chunks)
    values["filterRow"] =
      "\(CExpression.position(["k", "c"], [0, geometry.channels]).parenthesized) * \(geometry.filterHeight)"
    values["rowVectors"] = tiling.rowVectors
    values["sumTiles"] = kernel.filterRowTiles.flatMap { rows in
      kernel.pointTiles.map { points in
        [
          "rowCount": rows.size, "pointCount": points.size, "firstPoint": points.start,
          "totalOfSum": CExpression.position(
            [
              CExpression.sum(["\(rows.start)", "r"]),
              CExpression.sum(["\(points.start)", "j"]),
            ], [0, tiling.columns.points]),
          "values": "(" + CExpression.position(
            ["c", CExpression.sum(["y", "\(rows.start)"]), "x"],
            [0, geometry.height, tiling.tileColumns]) + ")",
        ] as [String: Any]
      }
    }
    return try KernelTemplate.winogradRowFilterGradient.render(values)
  }

  /// The function that takes rows of the input to their points.
  func rowInput(_ tiling: RowTiling) throws -> String {
    try KernelTemplate.winogradRowInput.render(
      common(tiling.geometry).merging(common(tiling)) { $1 })
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
      "tileColumns": tiling.tileColumns, "coveredWidth": tiling.coveredWidth,
      "tileColumn": CExpression.product("x", tiling.columns.outputs),
      "padsColumns": tiling.coveredWidth > geometry.width,
      "inputPlane": geometry.height * geometry.width, "pointsOfChannel": tiling.channelVectors,
      "filterRows": tiling.filterRows,
      "rowOfFilters": flips
        ? "(\(flipped)) * \(width) + \(width - 1)" : CExpression.product("row", width),
      "filterStep": flips ? -1 : 1,
    ]
  }

  /// The number of a filter row among all.
  private static func filterRow(_ geometry: ConvolutionGeometry) -> String {
    CExpression.position(["k", "c", "r"], [0, geometry.channels, geometry.filterHeight])
  }
}

extension String {
  /// In parentheses, where it is a sum or a product.
  fileprivate var parenthesized: String { contains(" ") ? "(\(self))" : self }
}
