import GraphIR
import KernelTemplates
import Schedule

/// The gradient at a convolution's filters as its formula says: products of the input and the
/// output gradient, with the sums of a tile of filters, channels and taps in registers.
struct ConvolutionFilterGradientEmitter: ConvolutionGradientEmitter {
  let context: KernelContext
  let kernel: ConvolutionFilterGradientKernel
  /// What the statements for a band find around them.
  var bandContext = FilterGradientBandContext()

  var gradient: OutputGradient { kernel.gradient }
  var geometry: ConvolutionGeometry { kernel.geometry }
  var band: Band? { Band(kernel) }
  var pieceWindow: ConvolutionWindow? {
    kernel.gradientWindow.pieces > 1 ? kernel.gradientWindow : nil
  }
  var formula: String {
    ([filterGradientFormula] + [inputPlanes.formula, gradientPlanes.formula].compactMap(\.self))
      .joined(separator: ",\n")
  }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    try ConvolutionFilterGradientValues(
      geometry: GeometryValues(context, geometry), tile: tileValues,
      band: BandRowValues(
        Band(kernel), window: gradient.window,
        height: geometry.outputHeight / gradient.window[0]),
      portions: geometry.portions.count,
      parameters: parameterDeclarations, spreads: gradient != .dense,
      workspace: workspace(&helpers),
      firstBlock: CExpression.start(of: "portion", geometry.portions),
      endBlock: CExpression.start(of: "portion + 1", geometry.portions),
      blocksAtOnce: kernel.blocksAtOnce, bands: kernel.bands, rowsOfBand: rowsOfBand,
      groups: geometry.convolution.groups, shares: kernel.shares, sums: shareSums,
      sumBytes: sumBytes, unevenShares: unevenShares,
      bandStatements: bandStatements(&helpers), chunkStatements: chunkStatements()
    ).render()
  }

  /// The statements that add up the sums of chunks, and write what they come to.
  func chunkStatements() throws -> String {
    try FilterGradientChunkValues(
      geometry: GeometryValues(context, geometry), tileVectors: kernel.tileVectors,
      tree: ChunkValues(geometry), place: TilePlaceValues(kernel),
      filterRow: geometry.filterHeight == 1 ? "0" : geometry.filterRow,
      filterColumn: geometry.filterWidth == 1 ? "0" : geometry.filterColumn
    ).statements()
  }

  /// The first filter of a share, counted in its group, and the end of them.
  var firstFilter: String {
    kernel.shares == 1 ? "0" : CExpression.product("share", kernel.filtersPerShare)
  }
  private var endOfShare: String {
    kernel.shares == 1
      ? "\(geometry.filtersPerGroup)" : "(share + 1) * \(kernel.filtersPerShare)"
  }
  /// The end of them where the last share is smaller.
  private var unevenShares: String? {
    let (shares, filters) = (kernel.shares, geometry.filtersPerGroup)
    return shares == 1 || shares * kernel.filtersPerShare == filters
      ? nil : "share < \(shares - 1) ? \(endOfShare) : \(filters)"
  }

  var endFilter: String { unevenShares == nil ? endOfShare : "end_filter" }

  /// The sums of a share, and their bytes.
  var shareSums: String {
    let vectors = kernel.vectorsPerFilterTile
    let place = CExpression.sum([
      grouped("group", kernel.tiles.filters * vectors),
      kernel.shares == 1
        ? "0"
        : CExpression.product("share", kernel.filtersPerShare / kernel.filterStep * vectors),
    ])
    return "&partial[portion][\(place)]"
  }
  var sumBytes: String {
    let (tiles, step) = (kernel.tiles.filters, kernel.filtersPerShare / kernel.filterStep)
    let bytes =
      kernel.vectorsPerFilterTile * geometry.lanes * geometry.elementType.byteCount
    if kernel.shares * step == tiles { return "\(step * bytes)" }
    let last = (tiles - (kernel.shares - 1) * step) * bytes
    return kernel.shares == 1
      ? "\(last)" : "share < \(kernel.shares - 1) ? \(step * bytes) : \(last)"
  }

  var tileValues: FilterTileValues { FilterTileValues(kernel) }

  /// The name of the struct of the thread-local workspace.
  private func workspace(_ helpers: inout HelperFunctions) -> String {
    WorkspaceEmitter(
      element: geometry.elementType, byteCount: context.kernel.body.traits.threadWorkspaceBytes,
      members: [
        .init(
          name: "window",
          extents: [
            kernel.channelsAtOnce, kernel.blocksAtOnce, kernel.inputWindow.rows,
            kernel.inputWindow.columns,
          ], comment: "the input of a few channels"),
        .init(
          name: "gradients",
          extents: [
            kernel.filterStep, kernel.blocksAtOnce, kernel.bandRows,
            kernel.gradientWindow.columns,
          ], comment: "the output gradient of the filters of a tile"),
      ]
    ).name("direct_filter_gradient_workspace", &helpers)
  }

  private var parameterDeclarations: [String] {
    inputPlanes.parameters()
      + (gradient == .dense
        ? gradientPlanes.parameters(besides: [inputPlanes]) : pooledParameters)
  }

  /// An index that counts groups, times how many of something each has.
  func grouped(_ index: String, _ count: Int) -> String {
    geometry.convolution.groups == 1 ? "0" : CExpression.product(index, count)
  }

  /// An index that is always 0 if there is one step.
  func several(_ index: String, _ steps: Int) -> String { steps == 1 ? "0" : index }

  /// How many of some indices are held from the first on, when so many at a time are.
  func held(_ first: String, _ atOnce: Int, of count: Int) -> String {
    if count <= atOnce { return "\(count)" }
    return count.isMultiple(of: atOnce)
      ? "\(atOnce)" : "\(count) - \(first) < \(atOnce) ? \(count) - \(first) : \(atOnce)"
  }
}

extension Band {
  init(_ kernel: ConvolutionFilterGradientKernel) {
    count = kernel.bands
    rows = kernel.bandRows
    width = kernel.gradientWindow.columns
  }
}

extension EmitterFactory {
  func visit(_ kernel: ConvolutionFilterGradientKernel) -> any KernelEmitter {
    ConvolutionFilterGradientEmitter(context: context, kernel: kernel)
  }
}
