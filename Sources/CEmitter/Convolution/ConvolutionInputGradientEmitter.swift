import GraphIR
import KernelTemplates
import Schedule

/// The gradient at a convolution's input as its formula says, with the sums of a few channels and
/// columns in registers.
struct ConvolutionInputGradientEmitter: ConvolutionGradientEmitter {
  let context: KernelContext
  let kernel: ConvolutionInputGradientKernel

  var gradient: OutputGradient { kernel.gradient }
  var geometry: ConvolutionGeometry { kernel.geometry }
  var formula: String { inputGradientFormula }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    let (stride, dilation) = (geometry.convolution.stride[0], geometry.convolution.dilation[0])
    let grouped = geometry.convolution.groups > 1
    let end = (geometry.outputHeight - 1) * stride
    let past = dilation == 1 ? "y - \(end)" : "y - \(end) + \(dilation - 1)"
    let last = geometry.filterHeight - 1
    let reach = "y - \(CExpression.product("r", dilation))"
    let filtersPerGroup = geometry.filtersPerGroup
    return try ConvolutionInputGradientValues(
      geometry: GeometryValues(context, geometry), gradient: gradientValues,
      inputLayout: buffer(.output).extentsText,
      gradientFunction: gradientFunction(&helpers),
      firstFilterRow: "y < \(end + 1) ? 0 : \(CExpression.quotient(past, dilation))",
      lastFilterRow:
        "y < \(last * dilation) ? \(CExpression.quotient("y", dilation)) : \(last)",
      strided: stride > 1, rowStride: stride, convolvedRow: reach,
      row: CExpression.quotient(reach, stride),
      firstFilter: grouped ? CExpression.product("group", filtersPerGroup) : "0",
      endFilter: grouped
        ? CExpression.product("(group + 1)", filtersPerGroup) : "\(geometry.filters)",
      filterRow: geometry.filterRow, filterColumn: geometry.filterColumn,
      unrollColumns: geometry.unrollColumns,
      channel: grouped
        ? "\(CExpression.position(["group", "c"], [0, geometry.channelsPerGroup])) + i" : "c + i",
      tiles: kernel.channelTiles.flatMap { channels in
        kernel.columnTiles.map { columns in
          ConvolutionInputGradientValues.Tile(
            group: GroupLoop(channels, geometry), channelTile: TileLoop(channels, "c"),
            columnTile: TileLoop(columns, "column"), guard: columnGuard(columns),
            column: CExpression.quotient(
              outputColumn(columns), geometry.convolution.stride[1]),
            resultColumn: CExpression.sum([columns.first("column"), "x"]))
        }
      }
    ).render()
  }

  /// How far a column of the input lies from a column of the filters, in a tile of columns: the
  /// column of the output that both belong to, times the stride.
  private func outputColumn(_ columns: Tile) -> String {
    let reach = CExpression.product("s", geometry.convolution.dilation[1])
    return CExpression.sum([columns.first("column"), "x - \(reach)"])
  }

  /// What must hold for a column of the output gradient to exist, where some do not.
  private func columnGuard(_ columns: Tile) -> String? {
    let column = outputColumn(columns)
    let stride = geometry.convolution.stride[1]
    let end = (geometry.outputWidth - 1) * stride + 1
    let edges = geometry.edges(columns)
    let conditions = [
      edges.start ? "\(column) >= 0" : nil,
      edges.end ? "\(column) < \(end)" : nil,
      stride > 1 ? "(\(column)) % \(stride) == 0" : nil,
    ].compactMap { $0 }
    return conditions.isEmpty ? nil : conditions.joined(separator: " && ")
  }
}

struct ConvolutionInputGradientValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionInputGradient

  struct Tile: TemplateValues {
    let group: GroupLoop?
    let channelTile, columnTile: TileLoop
    let `guard`: String?
    let column, resultColumn: String
  }

  let geometry: GeometryValues
  let gradient: GradientValues
  let inputLayout, gradientFunction, firstFilterRow, lastFilterRow: String
  let strided: Bool
  let rowStride: Int
  let convolvedRow, row, firstFilter, endFilter: String
  let filterRow, filterColumn, unrollColumns, channel: String
  let tiles: [Tile]
}

extension EmitterFactory {
  func visit(_ kernel: ConvolutionInputGradientKernel) -> any KernelEmitter {
    ConvolutionInputGradientEmitter(context: context, kernel: kernel)
  }
}
