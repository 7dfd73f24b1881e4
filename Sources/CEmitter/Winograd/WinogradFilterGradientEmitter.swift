import GraphIR
import KernelTemplates
import Schedule

/// The gradient at a convolution's filters on tiles: products of the transformed input and output
/// gradient, summed over images and tiles, and transformed to filters.
struct WinogradFilterGradientEmitter: WinogradEmitter, ConvolutionGradientEmitter {
  let context: KernelContext
  let kernel: WinogradFilterGradientKernel

  var tiling: WinogradTiling { kernel.tiling }
  var gradient: OutputGradient { kernel.gradient }
  var geometry: ConvolutionGeometry { kernel.tiling.geometry }
  var band: Band? { Band(tiling) }
  var formula: String { "\(filterGradientFormula),\nby \(tiling)" }

  func function(_ helpers: inout HelperFunctions) throws -> String {
    addTransforms([.input, .gradient, .filterGradient], to: &helpers)
    let gradientFunction = try gradientFunction(&helpers)
    let tile = CExpression.position(["y", "x"], [0, tiling.tileColumns])
    let inputFunctions = try inputFunctions(
      &helpers, tile: CExpression.product(tile, kernel.channelStep), pointStep: kernel.inputStride)
    let gradientFunctions = try gradientFunctions(
      &helpers, tile: CExpression.product(tile, kernel.filterStep),
      pointStep: kernel.gradientStride)
    let productFunctions = try productFunctions(&helpers)
    let (filterStep, channelStep) = (kernel.filterStep, kernel.channelStep)
    let tileVectorsOfFilters = kernel.channelTiles * kernel.vectorsPerTile
    let tileVectors = kernel.filterTiles * tileVectorsOfFilters
    let element = kernel.vectorsPerTile == 1 ? "lane" : "element"
    let channelTile = CExpression.remainder(
      CExpression.quotient("tile", kernel.vectorsPerTile), kernel.channelTiles)
    return try WinogradFilterGradientValues(
      geometry: GeometryValues(context, geometry), tiling: tilingValues, gradient: gradientValues,
      band: BandRowValues(
        Band(tiling), window: gradient.window, height: gradientValues.gradientHeight),
      inputLayout: buffer(.input).extentsText, portions: geometry.portions.count,
      tree: ChunkValues(geometry),
      workspace: workspace(&helpers),
      firstBlock: CExpression.start(of: "portion", geometry.portions),
      endBlock: CExpression.start(of: "portion + 1", geometry.portions),
      shares: kernel.shares, severalShares: kernel.shares > 1,
      firstFilter: kernel.shares == 1
        ? "0" : CExpression.product("share", kernel.filtersAtOnce),
      filtersOfTurn: kernel.shares * kernel.filtersAtOnce,
      blocksAtOnce: kernel.blocksAtOnce,
      channelsAtOnce: kernel.channelsAtOnce,
      severalFilterGroups: kernel.filtersAtOnce < geometry.filters,
      severalChannelGroups: kernel.channelsAtOnce < geometry.channels,
      filtersHeld: held("filter", kernel.filtersAtOnce, of: geometry.filters),
      channelsHeld: held("channel", kernel.channelsAtOnce, of: geometry.channels),
      filterStep: filterStep, channelStep: channelStep,
      termsHere: CExpression.product("blocks", tiling.tiles),
      tileVectors: tileVectors,
      gradientFunction: gradientFunction, inputRowFunction: inputFunctions.rows,
      inputFunction: inputFunctions.points, gradientRowFunction: gradientFunctions.rows,
      transformFunction: gradientFunctions.points,
      productFunction: productFunctions[0],
      restFunction: productFunctions.count > 1 ? productFunctions[1] : nil,
      inputOffset: offset(of: "c", step: channelStep),
      gradientOffset: offset(of: "k", step: filterStep),
      gradientsOfFilter: CExpression.product("k", kernel.terms),
      totalOffset: CExpression.position(
        [
          CExpression.quotient("filter + k", filterStep),
          CExpression.quotient("channel", channelStep), "0",
        ], [0, kernel.channelTiles, kernel.vectorsPerTile]),
      elementOfTile: kernel.vectorsPerTile == 1
        ? nil
        : CExpression.position(
          [CExpression.remainder("tile", kernel.vectorsPerTile), "lane"], [0, geometry.lanes]),
      filterOfTile: CExpression.sum([
        CExpression.product(CExpression.quotient("tile", tileVectorsOfFilters), filterStep),
        CExpression.quotient(element, channelStep),
      ]),
      channelOfTile: CExpression.sum([
        CExpression.product(channelTile, channelStep),
        CExpression.remainder(element, channelStep),
      ]),
      filterRow: geometry.filterRow, filterColumn: geometry.filterColumn
    ).render()
  }

  /// The name of the struct of the thread-local workspace.
  private func workspace(_ helpers: inout HelperFunctions) -> String {
    func terms(_ count: Int, _ step: Int) -> String {
      "[\(count / step)][\(kernel.terms)][\(step)]"
    }
    return WorkspaceEmitter(
      element: geometry.elementType, byteCount: context.kernel.body.traits.threadWorkspaceBytes,
      members: [
        .init(
          name: "plane", extents: [tilingValues.planeHeight, tiling.tiledWidth],
          comment: "the output gradient of one filter in a band"),
        .init(
          name: "input_rows",
          extents: [tiling.bandRows, tiling.rows.points, tiling.coveredWidth],
          comment: "one channel of a band, transformed along H"),
        .init(
          name: "gradient_rows",
          extents: [
            kernel.filtersAtOnce, kernel.blocksAtOnce, tiling.bandRows, tiling.rows.points,
            tiling.tiledWidth,
          ], comment: "planes transformed along H"),
        .init(
          name: "transformed_input", extents: [tiling.points, kernel.inputStride],
          comment: "V: \(terms(kernel.channelsAtOnce, kernel.channelStep)) at each point"),
        .init(
          name: "transformed_gradient", extents: [tiling.columns.points, kernel.gradientStride],
          comment: "dM: \(terms(kernel.filtersAtOnce, kernel.filterStep)) at a row of points"),
      ],
      note: "points are an odd number of vectors apart, on cache lines of their own"
    ).name("filter_gradient_workspace", &helpers)
  }

  /// Where the terms of a filter or a channel start, whose tiles lie side by side.
  private func offset(of index: String, step: Int) -> String {
    let tile = CExpression.quotient(index, step)
    return CExpression.sum([
      CExpression.product(
        CExpression.position([tile, "n"], strides: [kernel.terms, tiling.tiles]), step),
      CExpression.remainder(index, step),
    ])
  }

  /// The names of the functions that multiply at one point: one for each number of filters of a
  /// tile.
  private func productFunctions(_ helpers: inout HelperFunctions) throws -> [String] {
    let (element, lanes) = (geometry.elementType, geometry.lanes)
    let laneSums = helpers.name("lane_sums_\(element.cName)") {
      LaneSumEmitter(
        name: $0, element: element, lanes: lanes,
        partLanes: context.dialect.partLanes(of: element, on: context.target), index: context.index
      ).render()
    }
    let step = kernel.channelStep
    let tiles = tileSizes(geometry.channels, step).map { size in
      WinogradProductValues.ChannelTile(
        channelSize: size, whole: size == step,
        channelStart: CExpression.product(
          size == step ? "c" : "channels - \(size)", kernel.terms))
    }
    return try tileSizes(geometry.filters, kernel.filterStep).map { size in
      try helpers.name("multiply_\(size)_filters") {
        try WinogradProductValues(
          function: $0, geometry: GeometryValues(context, geometry), filterSize: size,
          filterStep: kernel.filterStep, channelStep: step, terms: kernel.terms,
          vectorsPerTile: kernel.vectorsPerTile, severalVectors: kernel.vectorsPerTile > 1,
          laneSumFunction: laneSums, channelTiles: tiles
        ).render()
      }
    }
  }

  /// The sizes of the tiles that some indices are cut into: the whole ones, and the last if it is
  /// not.
  private func tileSizes(_ count: Int, _ step: Int) -> [Int] {
    [count < step ? 0 : step, count % step].filter { $0 > 0 }
  }

  /// How many of some indices are held from the first on, when so many at a time are.
  private func held(_ first: String, _ atOnce: Int, of count: Int) -> String {
    if count <= atOnce { return "\(count)" }
    return count.isMultiple(of: atOnce)
      ? "\(atOnce)" : "\(count) - \(first) < \(atOnce) ? \(count) - \(first) : \(atOnce)"
  }
}

extension CExpression {
  static func remainder(_ index: String, _ divisor: Int) -> String {
    if divisor == 1 { return "0" }
    return index.contains("+") ? "(\(index)) % \(divisor)" : "\(index) % \(divisor)"
  }
}

struct WinogradFilterGradientValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradFilterGradient

  let geometry: GeometryValues
  let tiling: WinogradTilingValues
  let gradient: GradientValues
  let band: BandRowValues
  let inputLayout: String
  let portions: Int
  let tree: ChunkValues
  let workspace, firstBlock, endBlock: String
  let shares: Int
  let severalShares: Bool
  /// The first filters of a share, and all that are worked on in a turn of all shares.
  let firstFilter: String
  let filtersOfTurn: Int
  let blocksAtOnce, channelsAtOnce: Int
  let severalFilterGroups, severalChannelGroups: Bool
  let filtersHeld, channelsHeld: String
  let filterStep, channelStep: Int
  let termsHere: String
  let tileVectors: Int
  let gradientFunction, inputRowFunction, inputFunction, gradientRowFunction: String
  let transformFunction, productFunction: String
  let restFunction: String?
  let inputOffset, gradientOffset, gradientsOfFilter, totalOffset: String
  let elementOfTile: String?
  let filterOfTile, channelOfTile, filterRow, filterColumn: String
}

/// The products of a few filters with all channels at hand, at one point.
struct WinogradProductValues: KernelTemplateValues {
  static let template = KernelTemplate.winogradProducts

  struct ChannelTile: TemplateValues {
    let channelSize: Int
    let whole: Bool
    let channelStart: String
  }

  let function: String
  let geometry: GeometryValues
  let filterSize, filterStep, channelStep, terms, vectorsPerTile: Int
  let severalVectors: Bool
  let laneSumFunction: String
  let channelTiles: [ChannelTile]
}

extension EmitterFactory {
  func visit(_ kernel: WinogradFilterGradientKernel) -> any KernelEmitter {
    WinogradFilterGradientEmitter(context: context, kernel: kernel)
  }
}
