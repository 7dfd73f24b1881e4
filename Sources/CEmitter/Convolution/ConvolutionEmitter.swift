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

  func function(_ helpers: inout HelperFunctions) throws -> String {
    let pools = block.pooling != nil
    let window = block.pooling?.window ?? [1, 1]
    let (stride, dilation) = (geometry.convolution.stride, geometry.convolution.dilation)
    let resultFunction = try resultFunction(&helpers)
    return try ConvolutionValues(
      geometry: GeometryValues(context, geometry), result: result,
      inputLayout: buffer(.input).extentsText, outputLayout: buffer(.output).extentsText,
      channel: geometry.channel(group: "group"),
      row: CExpression.position(
        ["y", window[0] == 1 ? "0" : "p", "r"],
        strides: [window[0] * stride[0], stride[0], dilation[0]]),
      column: CExpression.position(
        ["x", "q", "s"], strides: [window[1] * stride[1], stride[1], dilation[1]]),
      filterRow: geometry.filterRow, filterColumn: geometry.filterColumn,
      unrollColumns: geometry.unrollColumns,
      resultFunction: resultFunction,
      resultArguments: resultArguments("[block][k + i][y][\(pools ? "x" : "x + q")]"),
      tiles: kernel.filterTiles.flatMap { filters in
        kernel.columnTiles.map { columns in
          ConvolutionValues.Tile(
            group: GroupLoop(filters, geometry),
            sharesTiles: geometry.convolution.groups > 1 || filters.count > 1,
            filters: TileLoop(filters, "k"),
            firstFilter: CExpression.sum([
              CExpression.product("group", geometry.filtersPerGroup),
              GroupLoop(filters, geometry)?.start ?? "0",
            ]),
            columns: TileLoop(columns, "x"), windowColumns: pools ? window[1] : columns.size)
        }
      }
    ).render()
  }
}

struct ConvolutionValues: KernelTemplateValues {
  static let template = KernelTemplate.convolution

  struct Tile: TemplateValues {
    let group: GroupLoop?
    let sharesTiles: Bool
    let filters: TileLoop
    let firstFilter: String
    let columns: TileLoop
    let windowColumns: Int
  }

  let geometry: GeometryValues
  let result: ResultValues
  let inputLayout, outputLayout, channel, row: String
  let column, filterRow, filterColumn, unrollColumns: String
  let resultFunction, resultArguments: String
  let tiles: [Tile]
}

extension ConvolutionGeometry {
  /// Long filter rows stay a loop: unrolled they would only fill the instruction cache.
  var unrollColumns: String {
    filterWidth <= 8 ? "CROTON_UNROLL" : "/* A loop: the filters are wide. */"
  }
}

extension EmitterFactory {
  func visit(_ kernel: ConvolutionKernel) -> any KernelEmitter {
    ConvolutionEmitter(context: context, kernel: kernel)
  }
}
