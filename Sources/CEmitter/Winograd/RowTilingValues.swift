import GraphIR
import KernelTemplates
import Schedule

/// What the templates of kernels on tiles of rows have in common.
struct RowTilingValues: TemplateValueGroup {
  let columnTransform: String
  let columnPoints, tileColumns, tiledWidth, filterRows, inputRows: Int
  let tileColumn, rowOfFilters: String
  let firstFilterColumn, filterStep: Int

  init(_ tiling: RowTiling) {
    let geometry = tiling.geometry
    let flips = geometry.convolution.flipsFilters
    let (height, width) = (geometry.filterHeight, geometry.filterWidth)
    columnTransform = TransformEmitter.prefix(tiling.columns)
    columnPoints = tiling.columns.points
    tileColumns = tiling.tileColumns
    inputRows = tiling.inputRows
    tiledWidth = tiling.tiledWidth
    filterRows = tiling.filterRows
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

  /// Tiles of which some points lie past the image.
  struct Edge: TemplateValues {
    let start, end: Int

    init?(_ tiles: Range<Int>) {
      guard !tiles.isEmpty else { return nil }
      (start, end) = (tiles.lowerBound, tiles.upperBound)
    }
  }

  let function: String
  let geometry: GeometryValues
  let tiling: RowTilingValues
  let padsRows: Bool
  let leavesImage, imageRow, isInside, tileColumn: String
  let edges: [Edge]
  let firstWhole, endWhole: Int

  init(_ function: String, _ tiling: RowTiling, _ geometry: GeometryValues) {
    let (padding, width) = (tiling.geometry.convolution.padding, tiling.geometry.width)
    let (top, left) = (padding.before[0], padding.before[1])
    let whole = tiling.wholeTileColumns
    self.function = function
    self.geometry = geometry
    self.tiling = RowTilingValues(tiling)
    padsRows = padding.total(axis: 0) > 0
    leavesImage = [
      top > 0 ? "y < \(top)" : nil,
      padding.after[0] > 0 ? "y >= \(top + tiling.geometry.height)" : nil,
    ].compactMap { $0 }.joined(separator: " || ")
    imageRow = top > 0 ? "y - \(top)" : "y"
    isInside = (left > 0 ? "column >= 0 && " : "") + "column < \(width)"
    tileColumn = CExpression.position(["x", "1"], signedStrides: [tiling.columns.outputs, -left])
    edges = [Edge(0..<whole.lowerBound), Edge(whole.upperBound..<tiling.tileColumns)]
      .compactMap { $0 }
    (firstWhole, endWhole) = (whole.lowerBound, whole.upperBound)
  }
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
      try WinogradRowInputValues($0, tiling, GeometryValues(context, tiling.geometry)).render()
    }
  }
}
