import GraphIR

/// The extents that all kernels of one convolution share; images lie innermost.
public struct ConvolutionGeometry: Sendable, Hashable {
  public let elementType: ElementType
  public let images: Int
  public let lanes: Int
  public let channels: Int
  public let height: Int
  public let width: Int
  public let filters: Int
  public let filterHeight: Int
  public let filterWidth: Int
  public let outputHeight: Int
  public let outputWidth: Int
  public let convolution: Convolution

  public init(
    _ convolution: Convolution, input: Shape, filters: Shape, elementType: ElementType,
    target: Target
  ) {
    self.elementType = elementType
    images = input[0]
    lanes = target.lanes(of: elementType)
    channels = input[1]
    height = input[2]
    width = input[3]
    self.filters = filters[0]
    filterHeight = filters[2]
    filterWidth = filters[3]
    let output = convolution.outputShape(input: input, filters: filters)
    outputHeight = output[2]
    outputWidth = output[3]
    self.convolution = convolution
  }

  /// The number of groups of images.
  public var blocks: Int { (images + lanes - 1) / lanes }
  /// The number of weights of one filter for one channel, and for all.
  public var filterArea: Int { filterHeight * filterWidth }
  public var filterSize: Int { channelsPerGroup * filterArea }
  /// The number of channels that one filter sees, and of filters that see the same channels.
  public var channelsPerGroup: Int { channels / convolution.groups }
  public var filtersPerGroup: Int { filters / convolution.groups }

  /// Groups of images are handed to threads in this many fixed portions, so that sums over images
  /// are the same for every number of threads.
  public var chunks: Int { max(1, min(blocks, 16)) }
  /// The number of groups of images in each portion, rounded up.
  public var blocksPerChunk: Int { max(1, (blocks + chunks - 1) / chunks) }
}

/// A range of indices in steps of a fixed size.
public struct Tile: Sendable, Hashable {
  public let start: Int
  public let end: Int
  public let size: Int

  /// The number of steps.
  public var count: Int { (end - start) / size }

  /// Cuts `0 ..< count` into steps of at most `limit`: of one size where a divisor comes near the
  /// limit, and otherwise with one smaller step at the end.
  static func cover(_ count: Int, limit: Int) -> [Tile] {
    guard count > 0 else { return [] }
    let limit = max(1, min(limit, count))
    if let divisor = (1...limit).last(where: { count.isMultiple(of: $0) }), divisor * 3 > limit * 2
    {
      return [Tile(start: 0, end: count, size: divisor)]
    }
    let whole = count / limit * limit
    let main = Tile(start: 0, end: whole, size: limit)
    return whole == count ? [main] : [main, Tile(start: whole, end: count, size: count - whole)]
  }
}

extension [Tile] {
  // More steps than this of one kind are a loop: code does not grow with the extents of an image.
  private static var mostSteps: Int { 8 }

  /// The steps, of which long runs of one size and one kind become one tile.
  func joiningRuns<Kind: Equatable>(of kind: (Tile) -> Kind) -> [Tile] {
    var tiles: [Tile] = []
    var run: [Tile] = []
    func close() -> [Tile] {
      guard run.count > Self.mostSteps, let first = run.first, let last = run.last else { return run }
      return [Tile(start: first.start, end: last.end, size: first.size)]
    }
    for step in self {
      if let last = run.last, last.size != step.size || kind(last) != kind(step) {
        tiles += close()
        run = []
      }
      run.append(step)
    }
    return tiles + close()
  }

  /// Each step as a tile of its own.
  var steps: [Tile] {
    flatMap { tile in
      stride(from: tile.start, to: tile.end, by: tile.size).map {
        Tile(start: $0, end: $0 + tile.size, size: tile.size)
      }
    }
  }
}

/// A convolution, with pooling, bias and activation where the block has them.
///
/// Accumulators of one tile of filters and one pooling window (or a few columns) stay in registers
/// while all channels and filter positions pass; what is taken of a window comes from there.
public struct ConvolutionKernel: Sendable {
  public let geometry: ConvolutionGeometry
  public let block: ConvolutionBlock
  /// Tiles of the filters of one group.
  public let filterTiles: [Tile]
  /// Tiles of window columns: one column a step where there is pooling.
  public let columnTiles: [Tile]

  init(_ geometry: ConvolutionGeometry, block: ConvolutionBlock, target: Target) {
    self.geometry = geometry
    self.block = block
    let limit = target.accumulators * 4 / 5
    // Few filters leave registers for more columns.
    let columns =
      block.pooling == nil
      ? min(max(4, limit / max(1, geometry.filtersPerGroup)), geometry.outputWidth) : 1
    let positions = block.pooling.map { $0.window[0] * $0.window[1] } ?? columns
    let width = block.pooling.map(geometry.pooledWidth) ?? geometry.outputWidth
    columnTiles = Tile.cover(width, limit: columns)
    filterTiles = Tile.cover(
      geometry.filtersPerGroup, limit: max(1, limit / positions))
  }
}

extension ConvolutionGeometry {
  /// The sides on which filters over a tile of input columns reach past the output gradient.
  public func edges(_ columns: Tile) -> (start: Bool, end: Bool) {
    (
      columns.start < (filterWidth - 1) * convolution.dilation[1],
      columns.end > (outputWidth - 1) * convolution.stride[1] + 1
    )
  }

  /// The number of disjoint windows along W, and along H.
  public func pooledWidth(_ pooling: Pooling) -> Int { outputWidth / pooling.window[1] }
  public func pooledHeight(_ pooling: Pooling) -> Int { outputHeight / pooling.window[0] }
}

/// How the gradient at a convolution's output is found.
public enum OutputGradient: Sendable, Hashable {
  /// It is there, at every position.
  case dense
  /// The gradient at what is pooled goes to the winners of each window, or to all of its positions.
  case pooled(Pooling)

  /// The window whose positions share one element of the gradient.
  var window: [Int] {
    switch self {
    case .dense: [1, 1]
    case .pooled(let pooling): pooling.window
    }
  }
}

/// The gradient at the input of a convolution.
public struct ConvolutionInputGradientKernel: Sendable {
  public let geometry: ConvolutionGeometry
  public let gradient: OutputGradient
  /// Tiles of the channels of one group.
  public let channelTiles: [Tile]
  public let columnTiles: [Tile]

  init(_ geometry: ConvolutionGeometry, gradient: OutputGradient, target: Target) {
    self.geometry = geometry
    self.gradient = gradient
    let columns = Tile.cover(geometry.width, limit: target.accumulators)
    // Each step over the columns becomes its own piece of code, with the columns as literals, but for
    // long runs of steps that reach past the output gradient on the same sides.
    columnTiles = columns.steps.joiningRuns { [geometry.edges($0).start, geometry.edges($0).end] }
    let widest = columns.map(\.size).max() ?? 1
    channelTiles = Tile.cover(
      geometry.channelsPerGroup, limit: max(1, target.accumulators / widest))
  }

  /// The bytes of the output gradient of one group of images.
  var scratchBytes: Int {
    max(1, geometry.filters * geometry.outputHeight * geometry.outputWidth)
      * geometry.lanes * geometry.elementType.byteCount
  }
}

/// The gradient at the filters of a convolution.
public struct ConvolutionFilterGradientKernel: Sendable {
  public let geometry: ConvolutionGeometry
  public let gradient: OutputGradient
  /// Tiles of filter rows, and of filter columns where they are many.
  public let rowTiles: [Tile]
  public let columnTiles: [Tile]

  init(_ geometry: ConvolutionGeometry, gradient: OutputGradient, target: Target) {
    self.geometry = geometry
    self.gradient = gradient
    let limit = max(1, target.accumulators / geometry.filterWidth)
    // Each step becomes its own piece of code, but for those of long filters.
    rowTiles = Tile.cover(geometry.filterHeight, limit: limit).steps.joiningRuns { _ in 0 }
    columnTiles = Tile.cover(geometry.filterWidth, limit: 2 * target.accumulators).steps
      .joiningRuns { _ in 0 }
  }

  /// The bytes of the output gradient of one filter for the images of a chunk.
  var scratchBytes: Int {
    geometry.blocksPerChunk * max(1, geometry.outputHeight * geometry.outputWidth)
      * geometry.lanes * geometry.elementType.byteCount
  }

  /// The bytes of each chunk's own sums.
  var partialBytes: Int {
    geometry.chunks * geometry.filters * geometry.filterSize * geometry.elementType.byteCount
  }
}
