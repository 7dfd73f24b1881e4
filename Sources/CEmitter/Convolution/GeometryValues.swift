import GraphIR
import Schedule

/// The values that the templates of convolutions have in common.
struct GeometryValues: TemplateValueGroup {
  let name, index, scalar, vector, mask, maskScalar: String
  let lanes, blocks, channels, allChannels, height, width: Int
  let groups, filtersPerGroup: Int
  let filterCount, filterHeight, filterWidth, convolvedHeight: Int
  /// Whether there is more than one, so that there is a loop over them, and the index in it.
  let severalChannels: Bool
  let c: String

  init(_ context: KernelContext, _ geometry: ConvolutionGeometry) {
    let element = geometry.elementType
    name = context.kernel.name
    index = context.index.rawValue
    scalar = element.cName
    vector = element.cVector
    mask = element.cMask
    maskScalar = element.cMaskScalar
    lanes = geometry.lanes
    blocks = geometry.blocks
    channels = geometry.channelsPerGroup
    allChannels = geometry.channels
    height = geometry.height
    width = geometry.width
    groups = geometry.convolution.groups
    filtersPerGroup = geometry.filtersPerGroup
    filterCount = geometry.filters
    filterHeight = geometry.filterHeight
    filterWidth = geometry.filterWidth
    convolvedHeight = geometry.outputHeight
    severalChannels = geometry.channelsPerGroup != 1
    c = severalChannels ? "c" : "0"
  }
}

extension ConvolutionGeometry {
  /// The channel of the input, counted over all groups; `c` counts the channels of one group.
  func channel(group: String) -> String {
    let c = channelsPerGroup == 1 ? "0" : "c"
    return convolution.groups == 1 ? c : CExpression.position([group, c], [0, channelsPerGroup])
  }

  /// The row and the column of a weight in its filter, for row r and column s of what the filter
  /// is correlated with.
  var filterRow: String { flipped("r", filterHeight) }
  var filterColumn: String { flipped("s", filterWidth) }

  private func flipped(_ index: String, _ extent: Int) -> String {
    convolution.flipsFilters ? CExpression.reversed(index, extent, count: extent) : index
  }

  /// The sum that is the convolution at one position, as a formula.
  var formula: String {
    let row = formulaIndex("y", "r", axis: 0)
    let column = formulaIndex("x", "s", axis: 1)
    let channels = convolution.groups == 1 ? "c" : "c of the group of k"
    return "sum over \(channels), r and s of "
      + "input[n][c][\(row)][\(column)] * filters[k][c][\(filterRow)][\(filterColumn)]"
  }

  /// The index of the input that belongs to an index of the output and one of the filters; there is
  /// padding where the input has no such index.
  func formulaIndex(_ output: String, _ filter: String, axis: Int) -> String {
    CExpression.position(
      [output, filter, "1"],
      signedStrides: [
        convolution.stride[axis], convolution.dilation[axis], -convolution.padding.before[axis],
      ])
  }
}

/// The chunks of a sum over images: the portions of each, and the tree of their sums.
struct ChunkValues: TemplateValues {
  let chunks: Int
  /// The sums that are kept while they wait for their neighbours, the last of them that of all
  /// chunks.
  let kept, last: Int
  let firstPortion, endPortion: String
  let levels: [TreeLevels.Level]
  let total: String

  /// - Parameter place: the place of the sum of a chunk, a number.
  init(_ geometry: ConvolutionGeometry, at place: (String) -> String = { "sums[\($0)]" }) {
    chunks = geometry.sums.chunks
    last = geometry.sums.levels
    kept = last + 1
    firstPortion = CExpression.start(of: "chunk", geometry.portionsOfChunks)
    endPortion = CExpression.start(of: "chunk + 1", geometry.portionsOfChunks)
    let tree = TreeLevels(chunks, at: place)
    (levels, total) = (tree.levels, tree.total)
  }
}

extension CExpression {
  /// The index counted from the end; of a loop that runs once, the number itself.
  static func reversed(_ index: String, _ extent: Int, count: Int) -> String {
    count == 1 ? "\(extent - 1)" : "\(extent - 1) - \(index)"
  }

  /// The statement that moves a counter on.
  static func advance(_ counter: String, by step: Int) -> String {
    step == 1 ? "++\(counter)" : "\(counter) += \(step)"
  }

  static func quotient(_ index: String, _ divisor: Int) -> String {
    if divisor == 1 { return index }
    return index.contains(" ") ? "(\(index)) / \(divisor)" : "\(index) / \(divisor)"
  }
}

extension Tile {
  /// Where a step of the tile starts: a literal, or the counter of the loop over the steps.
  func first(_ counter: String) -> String { count == 1 ? "\(start)" : counter }
}

/// The loop over the steps of a tile.
struct TileLoop: TemplateValues {
  let start, end, size: Int
  /// What takes the loop to its next step.
  let next: String
  /// Whether the loop would run once.
  let once: Bool

  init(_ tile: Tile, _ counter: String) {
    next = CExpression.advance(counter, by: tile.size)
    start = tile.start
    end = tile.end
    size = tile.size
    once = tile.count == 1
  }
}
