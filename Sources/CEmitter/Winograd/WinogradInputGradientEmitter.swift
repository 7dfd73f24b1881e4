import GraphIR
import KernelTemplates
import Schedule

/// The gradient at a convolution's input on tiles: the transposed map of the convolution.
struct WinogradInputGradientEmitter: WinogradEmitter, ConvolutionGradientEmitter {
  let context: KernelContext
  let kernel: WinogradInputGradientKernel

  var tiling: WinogradTiling { kernel.tiling }
  var gradient: OutputGradient { kernel.gradient }
  var geometry: ConvolutionGeometry { kernel.tiling.geometry }
  var band: Band? { Band(tiling) }
  var formula: String { "\(inputGradientFormula),\nby \(tiling)" }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    addTransforms([.filter, .gradient, .inputGradient], to: &helpers)
    let gradientFunction = try gradientFunction(&helpers)
    let filterFunction = try filterFunction(&helpers)
    let functions = try gradientFunctions(
      &helpers, tile: CExpression.position(["y", "x"], [0, tiling.tileColumns]),
      pointStep: kernel.pointStride)
    let sizes = kernel.workspaceSizes
    let tile = tile(of: "c", kernel.channelTiles)
    return try WinogradInputGradientValues(
      geometry: GeometryValues(context, geometry), tiling: tilingValues, gradient: gradientValues,
      band: BandRowValues(
        Band(tiling), window: gradient.window, height: gradientValues.gradientHeight),
      inputLayout: buffer(.output).extentsText,
      planeVectors: sizes.plane, pointVectors: sizes.points, productVectors: sizes.products,
      gradientRowStart: sizes.products + sizes.rows, workspaceVectors: kernel.workspaceVectors,
      pointStride: kernel.pointStride,
      gradientPointsOfRow: tiling.columns.points * kernel.pointStride,
      filterPoints: tiling.points * geometry.filters,
      firstOfTile: tile.first, sizeOfTile: tile.size,
      sizeOfFilters: CExpression.product("size", geometry.filters),
      filterStart: filterStart, filterFunction: filterFunction, gradientFunction: gradientFunction,
      gradientRowFunction: functions.rows, transformFunction: functions.points,
      rowOverlap: tiling.rows.taps - 1, columnOverlap: tiling.columns.taps - 1,
      tileOfProducts: CExpression.position(
        ["i", "y", "x"], strides: [tiling.tiles, tiling.tileColumns, 1]),
      channelTiles: kernel.channelTiles.map {
        SumTileValues(
          $0, "c", kernel.imageTiles, over: "k", terms: geometry.filters, tiles: tiling.tiles)
      }
    ).render()
  }
}

struct WinogradInputGradientValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradInputGradient

  let geometry: GeometryValues
  let tiling: WinogradTilingValues
  let gradient: GradientValues
  let band: BandRowValues
  let inputLayout: String
  let planeVectors, pointVectors, productVectors, gradientRowStart, workspaceVectors: Int
  let pointStride, gradientPointsOfRow, filterPoints: Int
  let firstOfTile, sizeOfTile, sizeOfFilters, filterStart: String
  let filterFunction, gradientFunction, gradientRowFunction, transformFunction: String
  let rowOverlap, columnOverlap: Int
  let tileOfProducts: String
  let channelTiles: [SumTileValues]
}

extension EmitterFactory {
  func visit(_ kernel: WinogradInputGradientKernel) -> any KernelEmitter {
    WinogradInputGradientEmitter(context: context, kernel: kernel)
  }
}
