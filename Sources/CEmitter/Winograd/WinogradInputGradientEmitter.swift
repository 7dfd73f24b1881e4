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
    addTransforms([.filters, .gradient, .inputGradient], to: &helpers)
    let gradientFunction = try gradientFunction(&helpers)
    let filterFunction = try filterFunction(
      &helpers, tileOf: "c", filter: "weight / size", channel: "c + weight % size")
    let functions = try gradientFunctions(
      &helpers, tile: CExpression.position(["y", "x"], [0, tiling.tileColumns]),
      pointStep: kernel.pointStride)
    return try WinogradInputGradientValues(
      geometry: GeometryValues(context, geometry), tiling: tilingValues, shares: kernel.shares,
      severalShares: kernel.shares > 1, gradient: gradientValues,
      band: BandRowValues(
        Band(tiling), window: gradient.window, height: gradientValues.gradientHeight),
      inputLayout: buffer(.output).extentsText,
      workspace: workspace(&helpers),
      firstTileOfFilter: CExpression.product("k", tiling.tiles),
      termRows: kernel.termRows, filterPoints: tiling.points * kernel.termRows,
      filterFunction: filterFunction, gradientFunction: gradientFunction,
      gradientRowFunction: functions.rows, transformFunction: functions.points,
      rowOverlap: tiling.rows.taps - 1, columnOverlap: tiling.columns.taps - 1,
      tileOfProducts: CExpression.position(["y", "x"], [0, tiling.tileColumns]),
      productStep: channelsOfTile * tiling.tiles,
      channelTiles: kernel.channelTiles.map {
        SumTileValues(
          $0, "c", kernel.imageTiles, over: "k", terms: geometry.filters,
          termRows: kernel.termRows, tiles: tiling.tiles, shares: kernel.shares)
      }
    ).render()
  }

  /// The channels of the largest tile.
  private var channelsOfTile: Int { kernel.channelTiles.map(\.size).max() ?? 0 }

  /// The name of the struct of the thread-local workspace.
  private func workspace(_ helpers: inout HelperFunctions) -> String {
    WorkspaceEmitter(
      element: geometry.elementType, byteCount: context.kernel.body.traits.threadWorkspaceBytes,
      members: [
        .init(
          name: "plane", extents: [tilingValues.planeHeight, tiling.tiledWidth],
          comment: "the output gradient of one filter in a band"),
        .init(
          name: "transformed_gradient", extents: [tiling.points, kernel.pointStride],
          comment: "dM: [\(geometry.filters)][\(tiling.tiles)] at each point"),
        .init(
          name: "products", extents: [tiling.columns.points, channelsOfTile, tiling.tiles],
          comment: "dV at a row of points"),
        .init(
          name: "rows",
          extents: [channelsOfTile, tiling.bandRows, tiling.rows.points, tiling.coveredWidth],
          comment: "dV transformed back along W"),
        .init(
          name: "gradient_rows",
          extents: [tiling.bandRows, tiling.rows.points, tiling.tiledWidth],
          comment: "the plane transformed along H"),
      ],
      note: "points are an odd number of vectors apart, on cache lines of their own"
    ).name("input_gradient_workspace", &helpers)
  }
}

struct WinogradInputGradientValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradInputGradient

  let geometry: GeometryValues
  let tiling: WinogradTilingValues
  let shares: Int
  let severalShares: Bool
  let gradient: GradientValues
  let band: BandRowValues
  let inputLayout: String
  let workspace, firstTileOfFilter: String
  let termRows, filterPoints: Int
  let filterFunction, gradientFunction, gradientRowFunction, transformFunction: String
  let rowOverlap, columnOverlap: Int
  let tileOfProducts: String
  let productStep: Int
  let channelTiles: [SumTileValues]
}

extension EmitterFactory {
  func visit(_ kernel: WinogradInputGradientKernel) -> any KernelEmitter {
    WinogradInputGradientEmitter(context: context, kernel: kernel)
  }
}
