import GraphIR
import KernelTemplates
import Schedule

/// A convolution as its formula says, with the sums of a few filters and positions in registers.
struct ConvolutionEmitter: ConvolutionBlockEmitter {
  let context: KernelContext
  let kernel: ConvolutionKernel

  var block: ConvolutionBlock { kernel.block }
  var geometry: ConvolutionGeometry { kernel.geometry }
  var method: String? { nil }
  var inputFormula: String? { planes.formula }
  var sumsFormula: String { rowSums?.formula ?? "" }

  private var planes: ConvolutionPlanes {
    .input(context, geometry, kernel.computedInput)
  }

  private var rowSums: ConvolutionRowSums? {
    kernel.rowSums.map {
      ConvolutionRowSums(
        context: context, geometry: geometry, sums: $0, result: .output,
        extents: [geometry.filters, result.outputHeight, result.outputWidth], others: [planes])
    }
  }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    let pools = block.pooling != nil
    let window = kernel.window
    let windowFunction = try planes.function(
      window, bands: kernel.bands, prefetches: window.planes > 1, &helpers)
    let wholeResultFunction = try resultFunction(&helpers)
    let resultFunction =
      kernel.pieces.areSeveral
      ? try columnResultFunction(wholeResultFunction, kernel.pieces, &helpers)
      : wholeResultFunction
    let rowStatement = rowSums.map {
      $0.statement($0.function(&helpers), plane: filter(plus: "i"))
    }
    let row = CExpression.product("row", pooled[0] * geometry.inputAxis(0).stride)
    return try ConvolutionValues(
      geometry: GeometryValues(context, geometry), result: result,
      inputParameters: planes.parameters(), sumParameters: rowSums?.parameters ?? [],
      outputLayout: buffer(.output).extentsText,
      planeVectors: window.planeVectors, parts: kernel.parts, bands: kernel.bands,
      severalParts: kernel.parts > 1,
      rows: CExpression.rows(of: kernel.rows, bandRows: kernel.bandRows, bands: kernel.bands),
      windowFunction: windowFunction,
      planes: planes.arguments(block: "block", plane: geometry.channel(group: "group"))
        .joined(separator: ", "),
      firstInputRow: CExpression.position(
        [kernel.bands == 1 ? "0" : "band", "1"], signedStrides: [window.bandStep, -window.top]),
      outputRow: CExpression.position(
        [kernel.bands == 1 ? "0" : "band", "row"], strides: [kernel.bandRows, 1]),
      resultFunction: resultFunction,
      resultArguments: resultArguments(column: pools ? "x" : "x + q"),
      rowStatement: rowStatement,
      fetches: rowSums?.fetches(
        plane: filter(plus: "i"),
        column: kernel.pieces.areSeveral ? nil : pools ? "x" : "x + q"),
      filterTiles: try kernel.filterTiles.map { filters in
        ConvolutionValues.FilterTile(
          filters: TileLoop(filters, "k"),
          firstWeight: CExpression.sum([
            CExpression.product(filter(plus: "0"), geometry.filterSize),
            "\(ConvolutionTaps.firstWeight(geometry))",
          ]),
          columnTiles: try kernel.columnTiles.map { columns in
            ConvolutionValues.ColumnTile(
              columns: TileLoop(columns, "x"), positions: positions(columns).reduce(1, *),
              productFunction: try productFunction(
                taps, sums: filters.size, positions: positions(columns), window, geometry,
                &helpers),
              firstValue: CExpression.position(
                [row, "x"],
                strides: [window.columns, pooled[1] * geometry.inputAxis(1).stride]))
          })
      }
    ).render()
  }

  /// The arguments of the function that makes results; that of several columns is told the first.
  private func resultArguments(column: String) -> String {
    let filter = filter(plus: "i")
    return kernel.pieces.areSeveral
      ? resultArguments("[block][\(filter)][y]", filter: filter) + ", \(column)"
      : resultArguments("[block][\(filter)][y][\(column)]", filter: filter)
  }

  /// The height and width of a pooling window.
  private var pooled: [Int] { block.pooling?.window ?? [1, 1] }

  /// The rows and columns of positions of a tile of columns.
  private func positions(_ columns: Tile) -> [Int] {
    block.pooling?.window ?? [1, columns.size]
  }

  /// The index of a filter, counted over all groups.
  private func filter(plus index: String) -> String {
    CExpression.sum([
      geometry.convolution.groups == 1
        ? "0" : CExpression.product("group", geometry.filtersPerGroup),
      kernel.parts == 1 ? "0" : CExpression.product("part", kernel.partFilters), "k", index,
    ])
  }

  private var taps: ConvolutionTaps {
    let (rows, columns) = (geometry.inputAxis(0), geometry.inputAxis(1))
    let (area, width) = (geometry.filterArea, kernel.window.columns)
    let turn = geometry.convolution.flipsFilters ? -1 : 1
    return ConvolutionTaps(
      terms: geometry.channelsPerGroup, rows: geometry.filterHeight, columns: geometry.filterWidth,
      weightSteps: [geometry.filterSize, area, turn * geometry.filterWidth, turn],
      windowSteps: [rows.dilation * width, columns.dilation],
      positionSteps: [rows.stride * width, columns.stride])
  }
}

struct ConvolutionValues: KernelTemplateValues {
  static let template = KernelTemplate.convolution

  struct FilterTile: TemplateValues {
    let filters: TileLoop
    let firstWeight: String
    let columnTiles: [ColumnTile]
  }

  struct ColumnTile: TemplateValues {
    let columns: TileLoop
    let positions: Int
    let productFunction, firstValue: String
  }

  let geometry: GeometryValues
  let result: ResultValues
  let inputParameters, sumParameters: [String]
  let outputLayout: String
  let planeVectors, parts, bands: Int
  let severalParts: Bool
  let rows, windowFunction, planes, firstInputRow, outputRow: String
  let resultFunction, resultArguments: String
  let rowStatement: String?
  let fetches: FetchValues?
  let filterTiles: [FilterTile]
}

extension EmitterFactory {
  func visit(_ kernel: ConvolutionKernel) -> any KernelEmitter {
    ConvolutionEmitter(context: context, kernel: kernel)
  }
}
