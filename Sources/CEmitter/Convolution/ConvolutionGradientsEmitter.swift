import GraphIR
import KernelTemplates
import Schedule

/// Both gradients of a convolution, which read the output gradient of a band from one window.
struct ConvolutionGradientsEmitter: KernelEmitter {
  let context: KernelContext
  let kernel: ConvolutionGradientsKernel

  private var geometry: ConvolutionGeometry { kernel.geometry }
  private var window: ConvolutionWindow { kernel.input.window }

  private var input: ConvolutionInputGradientEmitter {
    ConvolutionInputGradientEmitter(
      context: context, kernel: kernel.input, window: "workspace->gradients",
      others: [filters.inputPlanes])
  }

  private var filters: ConvolutionFilterGradientEmitter {
    let (strips, rows) = (kernel.stripsPerBand, kernel.filters.bandRows)
    let strip = strips == 1 ? "0" : "strip"
    let first = CExpression.sum([
      CExpression.product(strip, rows * window.columns),
      "\(window.top * window.columns + window.left)",
    ])
    return ConvolutionFilterGradientEmitter(
      context: context, kernel: kernel.filters,
      bandContext: FilterGradientBandContext(
        block: "block + n",
        band: CExpression.sum([
          kernel.input.bands == 1 ? "0" : CExpression.product("band", strips), strip,
        ]),
        gradients: FilterGradientBandContext.Gradients(
          first:
            "&workspace->gradients[\(geometry.filtersPerGroup == 1 ? "0" : "filter")][\(first)]",
          filterVectors: window.planeVectors, rowVectors: window.columns)))
  }

  var formula: String {
    let programs = planes.compactMap(\.formula)
    return ([input.inputGradientFormula, filters.filterGradientFormula] + programs)
      .joined(separator: ",\n") + (input.rowSums?.formula ?? "")
  }

  /// What is copied of the input, and of the output gradient.
  private var planes: [ConvolutionPlanes] { [filters.inputPlanes, input.planes] }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    try ConvolutionGradientsValues(
      geometry: GeometryValues(context, geometry), tile: filters.tileValues,
      parameters: planes[0].parameters() + planes[1].parameters(besides: [planes[0]]),
      sumParameters: input.rowSums?.parameters ?? [], inputLayout: buffer(.output).extentsText,
      portions: geometry.portions.count, bands: kernel.input.bands, workspace: workspace(&helpers),
      firstBlock: CExpression.start(of: "portion", geometry.portions),
      endBlock: CExpression.start(of: "portion + 1", geometry.portions),
      sums: filters.shareSums, sumBytes: filters.sumBytes, hasStrip: hasStrip,
      rowsOfStrip: filters.rowsOfBand,
      inputStatements: input.bandStatements(&helpers, clearsTail: true),
      filterStatements: filters.bandStatements(&helpers),
      chunkStatements: filters.chunkStatements()
    ).render()
  }

  /// What holds of the strips of a band: bands reach past the output, which has fewer rows than the
  /// input where there is no padding.
  private var hasStrip: String {
    let (strips, bands, all) = (kernel.stripsPerBand, kernel.input.bands, kernel.filters.bands)
    if bands == 1 { return "strip < \(all)" }
    let isWhole = bands * strips == all
    return "strip < \(strips)" + (isWhole ? "" : " && \(filters.bandContext.band) < \(all)")
  }

  /// The name of the struct of the thread-local workspace.
  private func workspace(_ helpers: inout HelperFunctions) -> String {
    let held = kernel.filters.inputWindow
    return WorkspaceEmitter(
      element: geometry.elementType, byteCount: kernel.threadWorkspaceBytes,
      members: [
        .init(
          name: "gradients", extents: [window.planes, window.planeVectors],
          comment: "the output gradient of a band"),
        .init(
          name: "window", extents: [kernel.filters.channelsAtOnce, 1, held.rows, held.columns],
          comment: "the input of a few channels"),
      ]
    ).name("gradients_workspace", &helpers)
  }
}

struct ConvolutionGradientsValues: KernelTemplateValues {
  static let template = KernelTemplate.convolutionGradients

  let geometry: GeometryValues
  let tile: FilterTileValues
  let parameters, sumParameters: [String]
  let inputLayout: String
  let portions, bands: Int
  let workspace, firstBlock, endBlock: String
  /// Where the sums of a group of filters begin, and their bytes.
  let sums, sumBytes: String
  /// What holds of a band's strips of rows, and the rows of one.
  let hasStrip, rowsOfStrip: String
  let inputStatements, filterStatements, chunkStatements: String
}

extension EmitterFactory {
  func visit(_ kernel: ConvolutionGradientsKernel) -> any KernelEmitter {
    ConvolutionGradientsEmitter(context: context, kernel: kernel)
  }
}
