import GraphIR
import KernelTemplates
import Schedule

/// A convolution on tiles: the filters and the input are transformed, multiplied at each point, and
/// the sums transformed back.
struct WinogradConvolutionEmitter: WinogradEmitter, ConvolutionBlockEmitter {
  let context: KernelContext
  let kernel: WinogradConvolutionKernel

  var tiling: WinogradTiling { kernel.tiling }
  var block: ConvolutionBlock { kernel.block }
  var geometry: ConvolutionGeometry { kernel.tiling.geometry }
  var method: String? { "by \(tiling)" }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    addTransforms([.filter, .input, .output], to: &helpers)
    let resultFunction = try resultFunction(&helpers)
    let filterFunction = try filterFunction(&helpers)
    let inputFunctions = try inputFunctions(
      &helpers, tile: CExpression.position(["y", "x"], [0, tiling.tileColumns]),
      pointStep: kernel.pointStride)
    let sizes = kernel.workspaceSizes
    let window = block.pooling?.window ?? [1, 1]
    let windowRows = tiling.rows.outputs / window[0]
    let windowColumns = tiling.columns.outputs / window[1]
    let tile = tile(of: "k", kernel.filterTiles)
    return try WinogradConvolutionValues(
      geometry: GeometryValues(context, geometry), tiling: tilingValues, result: result,
      inputLayout: buffer(.input).extentsText, outputLayout: buffer(.output).extentsText,
      pointVectors: sizes.points, productVectors: sizes.products, rowVectors: sizes.rows,
      workspaceVectors: kernel.workspaceVectors, pointStride: kernel.pointStride,
      inputPointsOfRow: tiling.columns.points * kernel.pointStride,
      filterPoints: tiling.points * geometry.channels,
      firstOfTile: tile.first, sizeOfTile: tile.size,
      sizeOfChannels: CExpression.product("size", geometry.channels),
      filterStart: filterStart, filterFunction: filterFunction,
      inputRowFunction: inputFunctions.rows, inputFunction: inputFunctions.points,
      resultFunction: resultFunction,
      resultArguments: resultArguments("[block][k + i][top + y][left + x]"),
      windowRows: windowRows, windowColumns: windowColumns,
      ragged: tiling.tileRows * windowRows != result.outputHeight
        || tiling.tileColumns * windowColumns != result.outputWidth,
      firstWindowRow: CExpression.product(
        CExpression.position(
          ["band", CExpression.quotient("tile", tiling.tileColumns)],
          strides: [tiling.bandRows, 1]), windowRows),
      firstWindowColumn: tiling.tileColumns == 1
        ? "0" : CExpression.product("tile % \(tiling.tileColumns)", windowColumns),
      windowPosition: CExpression.position(["p", "q"], [0, window[1]]),
      windowRow: CExpression.position(["y", "p"], strides: [window[0], 1]),
      windowColumn: CExpression.position(["x", "q"], strides: [window[1], 1]),
      rowOfTile: CExpression.product(
        CExpression.position(["i", "tile"], [0, tiling.tiles]), tiling.columns.outputs),
      filterTiles: kernel.filterTiles.map {
        WinogradConvolutionValues.FilterTile(
          tile: SumTileValues(
            $0, "k", kernel.imageTiles, over: "c", terms: geometry.channels, tiles: tiling.tiles),
          rowsStep: $0.size * tiling.tiles * tiling.columns.outputs)
      }
    ).render()
  }
}

struct WinogradConvolutionValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradConvolution

  struct FilterTile: TemplateValues {
    let tile: SumTileValues
    let rowsStep: Int
  }

  let geometry: GeometryValues
  let tiling: WinogradTilingValues
  let result: ResultValues
  let inputLayout, outputLayout: String
  let pointVectors, productVectors, rowVectors, workspaceVectors: Int
  let pointStride, inputPointsOfRow, filterPoints: Int
  let firstOfTile, sizeOfTile, sizeOfChannels, filterStart: String
  let filterFunction, inputRowFunction, inputFunction, resultFunction, resultArguments: String
  let windowRows, windowColumns: Int
  let ragged: Bool
  let firstWindowRow, firstWindowColumn, windowPosition, windowRow, windowColumn: String
  let rowOfTile: String
  let filterTiles: [FilterTile]
}

extension EmitterFactory {
  func visit(_ kernel: WinogradConvolutionKernel) -> any KernelEmitter {
    WinogradConvolutionEmitter(context: context, kernel: kernel)
  }
}
