import GraphIR
import KernelTemplates
import Schedule

/// What the templates of kernels on tiles have in common.
struct WinogradTilingValues: TemplateValueGroup {
  let rowTransform, columnTransform: String
  let rowPoints, columnPoints, rowOutputs, columnOutputs, pointCount: Int
  let bands, bandRows, tiles, tileColumns, coveredWidth, planeWidth, planeHeight: Int
  let severalBands, padsRows, padsColumns, padsStart, padsEnd, hasWholeTiles: Bool
  let left, endColumn, lowestRow: Int
  let firstRow, leavesImage, imageColumn, tileColumn: String

  init(_ tiling: WinogradTiling) {
    let geometry = tiling.geometry
    rowTransform = TransformEmitter.prefix(tiling.rows)
    columnTransform = TransformEmitter.prefix(tiling.columns)
    rowPoints = tiling.rows.points
    columnPoints = tiling.columns.points
    rowOutputs = tiling.rows.outputs
    columnOutputs = tiling.columns.outputs
    pointCount = tiling.points
    bands = tiling.bands
    severalBands = tiling.bands != 1
    bandRows = tiling.bandRows
    tiles = tiling.tiles
    tileColumns = tiling.tileColumns
    coveredWidth = tiling.coveredWidth
    planeHeight = tiling.bandRows * tiling.rows.outputs
    planeWidth = tiling.tiledWidth
    let before = geometry.convolution.padding.before
    left = before[1]
    endColumn = left + geometry.width
    padsStart = left > 0
    padsEnd = tiling.coveredWidth > endColumn
    padsColumns = padsStart || padsEnd
    let reachesPast = tiling.coveredHeight - before[0] > geometry.height
    padsRows = before[0] > 0 || reachesPast
    leavesImage = [
      before[0] > 0 ? "top < 0" : nil,
      reachesPast ? "top > \(geometry.height - tiling.rows.points)" : nil,
    ].compactMap { $0 }.joined(separator: " || ")
    hasWholeTiles = (0..<tiling.bands * tiling.bandRows).contains { row in
      let top = row * tiling.rows.outputs - before[0]
      return top >= 0 && top + tiling.rows.points <= geometry.height
    }
    lowestRow = -before[0]
    let tileRow = CExpression.position(["band", "y"], strides: [tiling.bandRows, 1])
    firstRow = CExpression.position(
      [tileRow, "1"], signedStrides: [tiling.rows.outputs, -before[0]])
    imageColumn = CExpression.sum(["x", "\(left)"])
    tileColumn = CExpression.product("x", tiling.columns.outputs)
  }
}

/// The transform of filters of one channel each.
struct WinogradFilterValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradFilters

  let function: String
  let geometry: GeometryValues
  let tiling: WinogradTilingValues
  let flips: Bool
  /// What a tile begins with, a filter or a channel, and those of a weight in it.
  let firstOfTile, filter, channel: String
  let firstFilterRow: Int
  let filterColumn: String
  let filterRowStep: Int
}

/// The transform of the input along H.
struct WinogradInputRowValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradInputRows

  let function: String
  let geometry: GeometryValues
  let tiling: WinogradTilingValues
}

/// The transform of the input along W.
struct WinogradInputPointValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradInputPoints

  let function: String
  let geometry: GeometryValues
  let tiling: WinogradTilingValues
  let inputTile: String
  let inputPointStep: Int
}

/// The transform of the output gradient along H.
struct WinogradGradientRowValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradGradientRows

  let function: String
  let geometry: GeometryValues
  let tiling: WinogradTilingValues
  let planeRow: String
}

/// The transform of the output gradient along W.
struct WinogradGradientPointValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradGradientPoints

  let function: String
  let geometry: GeometryValues
  let tiling: WinogradTilingValues
  let gradientTile: String
  let gradientPointStep: Int
}

/// The rows of the output gradient that belong to a band.
struct BandRowValues: TemplateValueGroup {
  let firstGradientRow, endGradientRow: String

  init(_ band: Band, window: [Int], height: Int) {
    let rows = band.rows / window[0]
    firstGradientRow = band.count == 1 ? "0" : CExpression.product("band", rows)
    let end = band.count == 1 ? "\(rows)" : "(band + 1) * \(rows)"
    endGradientRow =
      band.count * rows <= height
      ? end : band.count == 1 ? "\(height)" : "\(end) < \(height) ? \(end) : \(height)"
  }
}

/// A tile of sums of a few filters or channels, and what they are made of.
struct SumTileValues: TemplateValueGroup {
  struct ImageTile: TemplateValues {
    let start, end, tileStep: Int
    let next: String
    let once: Bool
  }

  let start, end, size: Int
  let once: Bool
  /// What takes the loop over all steps to its next one.
  let next: String
  /// Where the steps of a share start, and what takes it to its next one.
  let firstOfShare, nextOfShare: String
  /// The share that has the only step, where there are several.
  let onlyShare: String?
  /// The weights of a point, and what they have room for.
  let weights, weightsOfPoint: Int
  let weightOfSum, valueOfSum: String
  let imageTiles: [ImageTile]

  /// - Parameters:
  ///   - counter: the counter of the loop over the steps of the tile.
  ///   - index: the index that the sums run over.
  ///   - terms: how many there are of it.
  ///   - termRows: the rows of the weights of one point, one for each index.
  ///   - shares: how many threads take the steps in turn.
  init(
    _ tile: Tile, _ counter: String, _ images: [Tile], over index: String, terms: Int,
    termRows: Int, tiles: Int, shares: Int
  ) {
    start = tile.start
    end = tile.end
    size = tile.size
    once = tile.count == 1
    firstOfShare =
      shares == 1
      ? "\(tile.start)"
      : CExpression.position(["share", "1"], strides: [tile.size, tile.start])
    nextOfShare = CExpression.advance(counter, by: tile.size * shares)
    // The last share takes the smaller last step: it has the fewest whole ones.
    onlyShare = shares == 1 ? nil : "\(tile.start == 0 ? 0 : shares - 1)"
    next = CExpression.advance(counter, by: tile.size)
    weights = terms * tile.size
    weightsOfPoint = termRows * tile.size
    weightOfSum = CExpression.position([index, "i"], [0, tile.size])
    valueOfSum = CExpression.position([index, "t"], [0, tiles])
    imageTiles = images.map {
      ImageTile(
        start: $0.start, end: $0.end, tileStep: $0.size,
        next: CExpression.advance("tile", by: $0.size), once: $0.count == 1)
    }
  }
}

/// An emitter of a kernel on tiles.
protocol WinogradEmitter: KernelEmitter {
  var tiling: WinogradTiling { get }
}

extension WinogradEmitter {
  var tilingValues: WinogradTilingValues { WinogradTilingValues(tiling) }

  func addTransforms(_ maps: [TransformEmitter.Map], to helpers: inout HelperFunctions) {
    for transform in [tiling.rows, tiling.columns] {
      TransformEmitter(
        transform: transform, element: tiling.geometry.elementType, index: context.index
      ).add(maps, to: &helpers)
    }
  }

  /// The name of the function that transforms filters of one channel each.
  ///
  /// - Parameters:
  ///   - first: what a tile begins with: filter `k` or channel `c`.
  ///   - filter: the filter of a weight.
  ///   - channel: its channel.
  func filterFunction(
    _ helpers: inout HelperFunctions, tileOf first: String, filter: String, channel: String
  ) throws -> String {
    let geometry = tiling.geometry
    let (flips, width) = (geometry.convolution.flipsFilters, geometry.filterWidth)
    return try helpers.name("transform_filters") {
      try WinogradFilterValues(
        function: $0, geometry: GeometryValues(context, geometry), tiling: tilingValues,
        flips: flips, firstOfTile: first, filter: filter, channel: channel,
        firstFilterRow: flips ? geometry.filterHeight - 1 : 0,
        filterColumn: geometry.filterColumn,
        filterRowStep: flips ? -width : width
      ).render()
    }
  }

  /// The names of the functions that transform the input.
  func inputFunctions(
    _ helpers: inout HelperFunctions, tile: String, pointStep: Int
  ) throws -> (rows: String, points: String) {
    let geometry = GeometryValues(context, tiling.geometry)
    let rows = try helpers.name("transform_input_rows") {
      try WinogradInputRowValues(
        function: $0, geometry: geometry, tiling: tilingValues
      ).render()
    }
    let points = try helpers.name("transform_input_points") {
      try WinogradInputPointValues(
        function: $0, geometry: geometry, tiling: tilingValues, inputTile: tile,
        inputPointStep: pointStep
      ).render()
    }
    return (rows, points)
  }

  /// The names of the functions that transform the output gradient.
  func gradientFunctions(
    _ helpers: inout HelperFunctions, tile: String, pointStep: Int
  ) throws -> (rows: String, points: String) {
    let geometry = GeometryValues(context, tiling.geometry)
    let rows = try helpers.name("transform_gradient_rows") {
      try WinogradGradientRowValues(
        function: $0, geometry: geometry, tiling: tilingValues,
        planeRow: CExpression.product("y", tiling.rows.outputs)
      ).render()
    }
    let points = try helpers.name("transform_gradient_points") {
      try WinogradGradientPointValues(
        function: $0, geometry: geometry, tiling: tilingValues, gradientTile: tile,
        gradientPointStep: pointStep
      ).render()
    }
    return (rows, points)
  }
}
