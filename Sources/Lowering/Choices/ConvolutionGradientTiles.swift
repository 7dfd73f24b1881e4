import GraphIR
import Schedule

// Bands of the kernel that computes both gradients of a convolution.

extension ConvolutionGradientsKernel {
  /// Why both gradients of a convolution are computed by a kernel each.
  package enum Separation: String, Error, Sendable {
    case form = "pooled, in pieces of columns or parts of tiles, or of several groups of images"
    case threads = "too few even shares for the threads"
    case weights = "too many weights to read again for each band"
    case cache = "the L2 cache does not hold a band"
  }

  /// The most of the L2 cache, in eighths, that weights may take, the output gradient of a band,
  /// and that together with the input of some channels.
  private static let weightEighths = 1
  private static let gradientEighths = 5
  private static let workspaceEighths = 6

  /// The fewest shares that are enough for any number of threads, and for each thread of a known
  /// number, where they are not even.
  private static let leastShares = 16
  private static let leastSharesPerThread = 4

  /// Both gradients of a convolution, in bands as high as the L2 cache holds.
  ///
  /// No bit depends on that: sums at the filters have the same terms in the same order.
  ///
  /// - Throws: why they are computed apart.
  init(
    _ input: ConvolutionInputGradientKernel, _ filters: ConvolutionFilterGradientKernel,
    target: Target
  ) throws(Separation) {
    let geometry = input.geometry
    guard geometry == filters.geometry, input.gradient == .dense, filters.gradient == .dense,
      !geometry.outputPieces().areSeveral, !geometry.inputPieces.areSeveral, geometry.images > 0,
      geometry.channelsPerGroup > 0, geometry.filtersPerGroup > 0, filters.bands > 0,
      filters.blocksAtOnce == 1, geometry.filtersPerGroup.isMultiple(of: filters.filterStep)
    else { throw .form }
    guard Self.isShared(geometry, target) else { throw .threads }
    let eighth = target.l2Bytes / 8
    let weights = geometry.filtersPerGroup * geometry.filterSize * geometry.elementType.byteCount
    guard weights <= Self.weightEighths * eighth else { throw .weights }
    let window = { (strips: Int) in
      geometry.gradientWindow(bandRows: strips * filters.bandRows, holdsWholeRows: false)
    }
    // Of a lower band more rows would be copied for their neighbours than for themselves.
    let strips = (1...filters.bands).last { strips in
      geometry.bytes(of: window(strips)) <= Self.gradientEighths * eighth
        && (strips == filters.bands || window(strips).rows <= 2 * strips * filters.bandRows)
    }
    guard let strips else { throw .cache }
    let left = Self.workspaceEighths * eighth - geometry.bytes(of: window(strips))
    let tileBytes = filters.inputWindowBytes / filters.channelsAtOnce * filters.channelStep
    guard left >= tileBytes else { throw .cache }
    let tiles = filters.tiles.channels
    let groups = Self.share(tiles, min(tiles, left / tileBytes))
    let bandRows = Self.share(filters.bands, Self.share(filters.bands, strips)) * filters.bandRows
    self.init(
      input: input.computingAllChannels(bandRows: bandRows, target: target),
      filters: filters.computingAllFilters(
        channelsAtOnce: Self.share(tiles, groups) * filters.channelStep))
    // Each row of the output gradient has to be in the window of the band that meets it.
    guard fault == nil else { throw .form }
  }

  /// Whether portions of the images are shares enough for all threads.
  private static func isShared(_ geometry: ConvolutionGeometry, _ target: Target) -> Bool {
    let shares = geometry.portions.count * geometry.convolution.groups
    guard let threads = target.threads else { return shares >= leastShares }
    return shares.isMultiple(of: threads) || shares >= leastSharesPerThread * threads
  }

  private static func share(_ count: Int, _ parts: Int) -> Int { (count + parts - 1) / parts }
}

extension ConvolutionFilterGradientKernel {
  /// The same where a share has all filters, and so many channels are held.
  fileprivate func computingAllFilters(channelsAtOnce: Int) -> ConvolutionFilterGradientKernel {
    ConvolutionFilterGradientKernel(
      geometry: geometry, gradient: gradient, filterStep: filterStep, channelStep: channelStep,
      tapRows: tapRows, tapColumns: tapColumns, filtersInRegisters: filtersInRegisters,
      bandRows: bandRows, blocksAtOnce: blocksAtOnce, channelsAtOnce: channelsAtOnce,
      filtersPerShare: tiles.filters * filterStep)
  }
}
