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
    addTransforms([.filters, .input, .output], to: &helpers)
    let resultFunction = try resultFunction(&helpers)
    let filterFunction = try filterFunction(
      &helpers, tileOf: "k", filter: "k + weight % size", channel: "weight / size")
    let inputFunctions = try inputFunctions(
      &helpers, tile: CExpression.position(["y", "x"], [0, tiling.tileColumns]),
      pointStep: kernel.pointStride)
    let window = block.pooling?.window ?? [1, 1]
    let windowRows = tiling.rows.outputs / window[0]
    let windowColumns = tiling.columns.outputs / window[1]
    let loops = 1 + (kernel.shares > 1 ? 1 : 0) + (tiling.bands > 1 ? 1 : 0)
    return try WinogradConvolutionValues(
      geometry: GeometryValues(context, geometry), tiling: tilingValues, shares: kernel.shares,
      severalShares: kernel.shares > 1, collapsed: loops > 1 ? loops : nil, result: result,
      inputLayout: buffer(.input).extentsText, outputLayout: buffer(.output).extentsText,
      workspace: workspace(&helpers),
      firstTileOfChannel: CExpression.product("c", tiling.tiles),
      termRows: kernel.termRows, filterPoints: tiling.points * kernel.termRows,
      filterFunction: filterFunction,
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
      productStep: filtersOfTile * tiling.tiles,
      rowsStep: filtersOfTile * tiling.tiles * tiling.columns.outputs,
      filterTiles: kernel.filterTiles.map {
        SumTileValues(
          $0, "k", kernel.imageTiles, over: "c", terms: geometry.channels,
          termRows: kernel.termRows, tiles: tiling.tiles, shares: kernel.shares)
      }
    ).render()
  }

  /// The filters of the largest tile.
  private var filtersOfTile: Int { kernel.filterTiles.map(\.size).max() ?? 0 }

  /// The name of the struct of the thread-local workspace.
  private func workspace(_ helpers: inout HelperFunctions) -> String {
    WorkspaceEmitter(
      element: geometry.elementType, byteCount: context.kernel.body.traits.threadWorkspaceBytes,
      members: [
        .init(
          name: "transformed_input", extents: [tiling.points, kernel.pointStride],
          comment: "V: [\(geometry.channels)][\(tiling.tiles)] at each point"),
        .init(
          name: "products", extents: [tiling.columns.points, filtersOfTile, tiling.tiles],
          comment: "M at a row of points"),
        .init(
          name: "rows",
          extents: [tiling.rows.points, filtersOfTile, tiling.tiles, tiling.columns.outputs],
          comment: "M transformed along W"),
        .init(
          name: "input_rows",
          extents: [tiling.bandRows, tiling.rows.points, tiling.coveredWidth],
          comment: "one channel of a band, transformed along H"),
      ],
      note: "points are an odd number of vectors apart, on cache lines of their own"
    ).name("convolution_workspace", &helpers)
  }
}

struct WinogradConvolutionValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradConvolution

  let geometry: GeometryValues
  let tiling: WinogradTilingValues
  let shares: Int
  let severalShares: Bool
  /// How many loops are shared out together, where they are several.
  let collapsed: Int?
  let result: ResultValues
  let inputLayout, outputLayout: String
  let workspace, firstTileOfChannel: String
  let termRows, filterPoints: Int
  let filterFunction, inputRowFunction, inputFunction, resultFunction, resultArguments: String
  let windowRows, windowColumns: Int
  let ragged: Bool
  let firstWindowRow, firstWindowColumn, windowPosition, windowRow, windowColumn: String
  let productStep, rowsStep: Int
  let filterTiles: [SumTileValues]
}

extension EmitterFactory {
  func visit(_ kernel: WinogradConvolutionKernel) -> any KernelEmitter {
    WinogradConvolutionEmitter(context: context, kernel: kernel)
  }
}
