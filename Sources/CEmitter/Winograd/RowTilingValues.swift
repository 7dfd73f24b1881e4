import GraphIR
import KernelTemplates
import Schedule

/// What the templates of kernels on tiles of rows have in common.
struct RowTilingValues: TemplateValueGroup {
  let columnTransform: String
  let columnPoints, tileColumns, wholeTileColumns, tiledWidth, filterRows: Int
  let padsColumns: Bool
  let tileColumn, rowOfFilters: String
  let firstFilterColumn, filterStep: Int

  init(_ tiling: RowTiling) {
    let geometry = tiling.geometry
    let flips = geometry.convolution.flipsFilters
    let (height, width) = (geometry.filterHeight, geometry.filterWidth)
    columnTransform = TransformEmitter.prefix(tiling.columns)
    columnPoints = tiling.columns.points
    tileColumns = tiling.tileColumns
    wholeTileColumns = tiling.wholeTileColumns
    tiledWidth = tiling.tiledWidth
    filterRows = tiling.filterRows
    padsColumns = tiling.coveredWidth > geometry.width
    tileColumn = CExpression.product("x", tiling.columns.outputs)
    // Filter rows are counted from the top of what the filter is correlated with.
    let row = CExpression.remainder("row", height)
    let filterRow = flips && height > 1 ? "\(height - 1) - \(row)" : row
    rowOfFilters = "[\(CExpression.quotient("row", height))][\(filterRow)]"
    firstFilterColumn = flips ? width - 1 : 0
    filterStep = flips ? -1 : 1
  }
}

/// The transform of the rows of one channel.
struct WinogradRowInputValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradRowInput

  let function: String
  let geometry: GeometryValues
  let tiling: RowTilingValues
}

/// An emitter of a kernel on tiles of rows.
protocol RowTiledEmitter: KernelEmitter {
  var tiling: RowTiling { get }
}

extension RowTiledEmitter {
  var tilingValues: RowTilingValues { RowTilingValues(tiling) }

  func addTransforms(_ maps: [TransformEmitter.Map], to helpers: inout HelperFunctions) {
    TransformEmitter(
      transform: tiling.columns, element: tiling.geometry.elementType, index: context.index
    ).add(maps, to: &helpers)
  }

  /// The name of the function that transforms the rows of one channel.
  func inputFunction(_ helpers: inout HelperFunctions) throws -> String {
    try helpers.name("transform_rows") {
      try WinogradRowInputValues(
        function: $0, geometry: GeometryValues(context, tiling.geometry), tiling: tilingValues
      ).render()
    }
  }
}
