import GraphIR
import KernelTemplates
import Schedule

/// The gradient at a convolution's filters on tiles of rows.
struct RowTiledFilterGradientEmitter: RowTiledEmitter, ConvolutionGradientEmitter {
  let context: KernelContext
  let kernel: RowTiledFilterGradientKernel

  var tiling: RowTiling { kernel.tiling }
  var gradient: OutputGradient { kernel.gradient }
  var geometry: ConvolutionGeometry { kernel.tiling.geometry }
  var band: Band? { Band(tiling) }
  var formula: String { "\(filterGradientFormula),\nby \(tiling)" }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    addTransforms([.input, .gradient, .filterGradient], to: &helpers)
    let gradientFunction = try gradientFunction(&helpers)
    let inputFunction = try inputFunction(&helpers)
    let c = geometry.channels == 1 ? "0" : "c"
    return try WinogradRowFilterGradientValues(
      geometry: GeometryValues(context, geometry), tiling: tilingValues, gradient: gradientValues,
      inputLayout: buffer(.input).extentsText, portions: geometry.portions.count,
      tree: ChunkValues(geometry) { "weights[\($0)][s]" },
      workspace: workspace(&helpers),
      firstBlock: CExpression.start(of: "portion", geometry.portions),
      endBlock: CExpression.start(of: "portion + 1", geometry.portions),
      filterRow: CExpression.position(
        ["k", c, "0"], [0, geometry.channels, geometry.filterHeight]),
      filterColumn: geometry.filterColumn,
      gradientFunction: gradientFunction, inputFunction: inputFunction,
      filterTiles: try kernel.filterTiles.map { filters in
        WinogradRowFilterGradientValues.FilterTile(
          tile: TileLoop(filters, "k"),
          sumTiles: try kernel.filterRowTiles.flatMap { rows in
            try kernel.pointTiles.map { points in
              WinogradRowFilterGradientValues.SumTile(
                productFunction: try productFunction(filters, rows, points, &helpers),
                gradients: CExpression.sum(["gradients", "\(points.start)"]),
                values: CExpression.sum([
                  "values", "\(rows.start * tiling.rowVectors + points.start)",
                ]),
                total: CExpression.sum([
                  "total", "\(rows.start * tiling.columns.points + points.start)",
                ]))
            }
          })
      }
    ).render()
  }

  /// The name of the struct of the thread-local workspace.
  private func workspace(_ helpers: inout HelperFunctions) -> String {
    let filters = kernel.filterTiles.map(\.size).max() ?? 0
    let points = [tiling.tileColumns, tiling.columns.points]
    return WorkspaceEmitter(
      element: geometry.elementType, byteCount: context.kernel.body.traits.threadWorkspaceBytes,
      members: [
        .init(
          name: "plane", extents: [geometry.outputHeight, tiling.tiledWidth],
          comment: "the output gradient of one filter"),
        .init(
          name: "transformed_input", extents: [geometry.channels, tiling.inputRows] + points,
          comment: "V"),
        .init(
          name: "transformed_gradient", extents: [filters, geometry.outputHeight] + points,
          comment: "dM of a tile of filters"),
      ]
    ).name("row_filter_gradient_workspace", &helpers)
  }

  /// The name of the function that adds to the sums of a few filters, filter rows and points.
  private func productFunction(
    _ filters: Tile, _ rows: Tile, _ points: Tile, _ helpers: inout HelperFunctions
  ) throws -> String {
    try helpers.name("multiply_rows_\(filters.size)x\(rows.size)x\(points.size)") {
      try WinogradRowGradientProductValues(
        function: $0, geometry: GeometryValues(context, geometry), tiling: tilingValues,
        filterSize: filters.size, rowCount: rows.size, pointCount: points.size,
        rowVectors: tiling.rowVectors, gradientVectors: geometry.outputHeight * tiling.rowVectors,
        tileStart: CExpression.product(
          CExpression.position(["y", "x"], [0, tiling.tileColumns]), tiling.columns.points),
        totalOfSum: CExpression.position(
          ["i", "r", "j"],
          [0, tiling.pointsOfFilter / tiling.columns.points, tiling.columns.points])
      ).render()
    }
  }
}

struct WinogradRowFilterGradientValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradRowFilterGradient

  struct SumTile: TemplateValues {
    let productFunction, gradients, values, total: String
  }

  struct FilterTile: TemplateValues {
    let tile: TileLoop
    let sumTiles: [SumTile]
  }

  let geometry: GeometryValues
  let tiling: RowTilingValues
  let gradient: GradientValues
  let inputLayout: String
  let portions: Int
  let tree: ChunkValues
  let workspace, firstBlock, endBlock, filterRow, filterColumn: String
  let gradientFunction, inputFunction: String
  let filterTiles: [FilterTile]
}

/// Sums of a few filters, filter rows and points.
struct WinogradRowGradientProductValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradRowGradientProducts

  let function: String
  let geometry: GeometryValues
  let tiling: RowTilingValues
  let filterSize, rowCount, pointCount, rowVectors, gradientVectors: Int
  let tileStart, totalOfSum: String
}

extension EmitterFactory {
  func visit(_ kernel: RowTiledFilterGradientKernel) -> any KernelEmitter {
    RowTiledFilterGradientEmitter(context: context, kernel: kernel)
  }
}
