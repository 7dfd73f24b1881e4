import GraphIR
import KernelTemplates
import Schedule

/// A convolution on tiles of rows: transforms along W, and sums over filter rows.
struct RowTiledConvolutionEmitter: RowTiledEmitter, ConvolutionBlockEmitter {
  let context: KernelContext
  let kernel: RowTiledConvolutionKernel

  var tiling: RowTiling { kernel.tiling }
  var block: ConvolutionBlock { kernel.block }
  var geometry: ConvolutionGeometry { kernel.tiling.geometry }
  var method: String? { "by \(tiling)" }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    addTransforms([.filter, .input, .output], to: &helpers)
    let window = block.pooling?.window ?? [1, 1]
    let resultFunction = try resultFunction(&helpers)
    let inputFunction = try inputFunction(&helpers)
    return try WinogradRowConvolutionValues(
      geometry: GeometryValues(context, geometry), tiling: tilingValues, result: result,
      inputLayout: buffer(.input).extentsText, outputLayout: buffer(.output).extentsText,
      workspace: workspace(window, &helpers),
      rowOfWeights: CExpression.product("k", geometry.channels * geometry.filterHeight),
      valueRow: CExpression.position(
        ["y", window[0] == 1 ? "0" : "p"], strides: [window[0], 1]),
      outputRow: window[0] == 1 ? "0" : "p",
      outputColumn: CExpression.product("tile", tiling.columns.outputs),
      windowPosition: CExpression.position(["p", "q"], [0, window[1]]),
      windowOutput: CExpression.position(["x", "q"], strides: [window[1], 1]),
      inputFunction: inputFunction, resultFunction: resultFunction,
      resultArguments: resultArguments("[block][k + i][y][x]"),
      filterTiles: try kernel.filterTiles.map {
        WinogradRowConvolutionValues.FilterTile(
          tile: TileLoop($0, "k"), productFunction: try productFunction($0.size, &helpers))
      }
    ).render()
  }

  /// The name of the struct of the thread-local workspace.
  private func workspace(_ window: [Int], _ helpers: inout HelperFunctions) -> String {
    let filters = kernel.filterTiles.map(\.size).max() ?? 0
    return WorkspaceEmitter(
      element: geometry.elementType, byteCount: context.kernel.body.traits.threadWorkspaceBytes,
      members: [
        .init(
          name: "transformed_input",
          extents: [
            geometry.channels, tiling.inputRows, tiling.tileColumns, tiling.columns.points,
          ],
          comment: "V"),
        .init(
          name: "outputs", extents: [filters, window[0], tiling.tiledWidth],
          comment: "of a tile of filters"),
      ]
    ).name("row_convolution_workspace", &helpers)
  }

  /// The name of the function that computes one tile of a row for so many filters.
  private func productFunction(
    _ filters: Int, _ helpers: inout HelperFunctions
  ) throws -> String {
    let rows = block.pooling?.window[0] ?? 1
    let c = geometry.channels == 1 ? "0" : "c"
    return try helpers.name("convolve_row_of_\(filters)_filters") {
      try WinogradRowProductValues(
        function: $0, geometry: GeometryValues(context, geometry), tiling: tilingValues,
        filterSize: filters, windowHeight: rows, outputsOfFilter: rows * tiling.tiledWidth,
        value: CExpression.position([c, "r", "j"], [0, tiling.inputRows, tiling.rowVectors]),
        weight: CExpression.position(
          ["i", c, "r", "j"],
          [0, geometry.channels, geometry.filterHeight, tiling.columns.points])
      ).render()
    }
  }
}

struct WinogradRowConvolutionValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradRowConvolution

  struct FilterTile: TemplateValues {
    let tile: TileLoop
    let productFunction: String
  }

  let geometry: GeometryValues
  let tiling: RowTilingValues
  let result: ResultValues
  let inputLayout, outputLayout: String
  let workspace, rowOfWeights: String
  let valueRow, outputRow, outputColumn, windowPosition, windowOutput: String
  let inputFunction, resultFunction, resultArguments: String
  let filterTiles: [FilterTile]
}

/// One tile of a row of outputs, of a few filters.
struct WinogradRowProductValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradRowProducts

  let function: String
  let geometry: GeometryValues
  let tiling: RowTilingValues
  let filterSize, windowHeight, outputsOfFilter: Int
  let value, weight: String
}

extension EmitterFactory {
  func visit(_ kernel: RowTiledConvolutionKernel) -> any KernelEmitter {
    RowTiledConvolutionEmitter(context: context, kernel: kernel)
  }
}
