import GraphIR
import Schedule

// Bands of the kernel that computes both gradients of a convolution.

extension ConvolutionGradientsKernel {
  /// Both gradients of a convolution, or `nil` where the caches do not hold what they have in
  /// common or threads would have too few shares.
  ///
  /// No bit depends on that: sums at the filters have the same terms in the same order.
  init?(
    _ input: ConvolutionInputGradientKernel, _ filters: ConvolutionFilterGradientKernel,
    target: Target
  ) {
    let geometry = input.geometry
    guard geometry == filters.geometry, input.gradient == .dense, filters.gradient == .dense,
      !geometry.outputPieces().areSeveral, !geometry.inputPieces.areSeveral,
      geometry.images > 0, filters.bands > 0, filters.blocksAtOnce == 1,
      geometry.filtersPerGroup.isMultiple(of: filters.filterStep),
      Self.isShared(geometry, target),
      geometry.filtersPerGroup * geometry.filterSize * geometry.elementType.byteCount
        <= target.l2Bytes / 8
    else { return nil }
    // As many strips as a half of the L2 cache holds, and as many channels of the input as the next
    // quarter does.
    let window = { (strips: Int) in
      geometry.bytes(
        of: geometry.gradientWindow(bandRows: strips * filters.bandRows, holdsWholeRows: false))
    }
    let strips = (1...filters.bands).last { window($0) <= target.l2Bytes / 2 } ?? 1
    let left = target.l2Bytes / 4 * 3 - window(strips)
    let tileBytes = filters.inputWindowBytes / filters.channelsAtOnce * filters.channelStep
    guard left >= tileBytes else { return nil }
    let tiles = filters.tiles.channels
    let groups = Self.share(tiles, min(tiles, left / tileBytes))
    let bandRows = Self.share(filters.bands, Self.share(filters.bands, strips)) * filters.bandRows
    let joined = ConvolutionGradientsKernel(
      input: input.computingAllChannels(bandRows: bandRows, target: target),
      filters: filters.computingAllFilters(
        channelsAtOnce: Self.share(tiles, groups) * filters.channelStep))
    // Each row of the output gradient is met in the band that has its row of phases.
    guard joined.input.bands * bandRows >= geometry.outputHeight, joined.input.window.top >= 0,
      joined.input.window.left >= 0,
      joined.input.window.columns >= joined.input.window.left + geometry.outputWidth,
      joined.input.window.rows >= joined.input.window.top + bandRows
    else { return nil }
    self = joined
  }

  /// Whether portions of the images are shares enough for all threads.
  private static func isShared(_ geometry: ConvolutionGeometry, _ target: Target) -> Bool {
    let shares = geometry.portions.count * geometry.convolution.groups
    guard let threads = target.threads else { return shares >= 16 }
    return shares.isMultiple(of: threads) || shares >= 4 * threads
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
