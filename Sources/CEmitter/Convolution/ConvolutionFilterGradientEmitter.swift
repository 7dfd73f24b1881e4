import GraphIR
import KernelTemplates
import Schedule

/// The gradient at a convolution's filters as its formula says, with the sums of a few filter
/// positions in registers.
struct ConvolutionFilterGradientEmitter: ConvolutionGradientEmitter {
  let context: KernelContext
  let kernel: ConvolutionFilterGradientKernel

  var gradient: OutputGradient { kernel.gradient }
  var geometry: ConvolutionGeometry { kernel.geometry }
  var formula: String { filterGradientFormula }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    try ConvolutionFilterGradientValues(
      geometry: GeometryValues(context, geometry), gradient: gradientValues,
      portions: geometry.portions.count, blocksPerPortion: geometry.portions.largest,
      filterElements: geometry.filters * geometry.filterSize,
      tree: ChunkValues(geometry) { "sums[\($0)]" },
      inputLayout: buffer(.input).extentsText,
      gradientFunction: gradientFunction(&helpers),
      firstBlock: CExpression.start(of: "portion", geometry.portions),
      endBlock: CExpression.start(of: "portion + 1", geometry.portions),
      channel: geometry.channel(
        group: CExpression.quotient("k", geometry.filtersPerGroup)),
      tiles: kernel.rowTiles.flatMap { rows in kernel.columnTiles.map { tile(rows, $0) } }
    ).render()
  }

  /// The filter rows and columns whose sums are held at the same time.
  private func tile(_ rows: Tile, _ columns: Tile) -> ConvolutionFilterGradientValues.Tile {
    let (stride, dilation) = (geometry.convolution.stride, geometry.convolution.dilation)
    let (row, column) = (rows.first("row_tile"), columns.first("column_tile"))
    return ConvolutionFilterGradientValues.Tile(
      rows: TileLoop(rows, "row_tile"), columns: TileLoop(columns, "column_tile"),
      imageRow: CExpression.sum([
        CExpression.product("y", stride[0]), scaled(row, dilation[0]),
        rows.size == 1 ? "0" : CExpression.product("r", dilation[0]),
      ]),
      imageColumn: CExpression.sum([
        scaled(column, dilation[1]),
        CExpression.position(["x", "s"], strides: [stride[1], dilation[1]]),
      ]),
      filterPosition: CExpression.position(
        [
          "(int64_t)k", geometry.channelsPerGroup == 1 ? "0" : "c",
          filterIndex("r", rows, from: row, of: geometry.filterHeight),
          filterIndex("s", columns, from: column, of: geometry.filterWidth),
        ],
        [0, geometry.channelsPerGroup, geometry.filterHeight, geometry.filterWidth]))
  }

  /// The index into the filters of a position in a tile.
  private func filterIndex(
    _ index: String, _ tile: Tile, from first: String, of extent: Int
  ) -> String {
    guard geometry.convolution.flipsFilters else { return CExpression.sum([first, index]) }
    if tile.count == 1 {
      return CExpression.reversed(index, extent - tile.start, count: tile.size)
    }
    return "\(extent - 1) - \(first) - \(index)"
  }

  /// The product of a counter or a literal.
  private func scaled(_ index: String, _ factor: Int) -> String {
    Int(index).map { "\($0 * factor)" } ?? CExpression.product(index, factor)
  }
}

struct ConvolutionFilterGradientValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionFilterGradient

  struct Tile: TemplateValues {
    let rows, columns: TileLoop
    let imageRow, imageColumn, filterPosition: String
  }

  let geometry: GeometryValues
  let gradient: GradientValues
  let portions, blocksPerPortion, filterElements: Int
  let tree: ChunkValues
  let inputLayout, gradientFunction, firstBlock, endBlock, channel: String
  let tiles: [Tile]
}

extension EmitterFactory {
  func visit(_ kernel: ConvolutionFilterGradientKernel) -> any KernelEmitter {
    ConvolutionFilterGradientEmitter(context: context, kernel: kernel)
  }
}
