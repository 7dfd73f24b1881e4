import GraphIR

/// The extents that all kernels of one convolution share; images lie innermost.
package struct ConvolutionGeometry: Sendable, Hashable {
  package let elementType: ElementType
  package let images: Int
  package let lanes: Int
  package let channels: Int
  package let height: Int
  package let width: Int
  package let filters: Int
  package let filterHeight: Int
  package let filterWidth: Int
  package let outputHeight: Int
  package let outputWidth: Int
  package let convolution: Convolution
  /// The order of sums over images.
  package let sums: SumTree

  /// - Parameter shard: the images, where they are a shard of a minibatch.
  package init(
    _ convolution: Convolution, input: Shape, filters: Shape, elementType: ElementType,
    target: Target, shard: BatchShard? = nil
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
    sums =
      shard.flatMap { $0.count == input[0] ? SumTree($0) : nil }
      ?? SumTree(images: input[0], granularity: target.lanes(of: elementType))
  }

  /// The number of groups of images.
  package var blocks: Int { (images + lanes - 1) / lanes }
  /// The number of weights of one filter for one channel, and for all.
  package var filterArea: Int { filterHeight * filterWidth }
  package var filterSize: Int { channelsPerGroup * filterArea }
  /// The number of channels that one filter sees, and of filters that see the same channels.
  package var channelsPerGroup: Int { channels / convolution.groups }
  package var filtersPerGroup: Int { filters / convolution.groups }

  /// Groups of images are handed to threads in fixed portions, so that sums over images are the
  /// same for every number of threads: 16, or as many as there are chunks of a sum.
  package var portions: EvenParts {
    let portions = portionsOfChunks
    return EvenParts(
      sums.blocks.total, in: portions.total,
      own: portions.offset..<(portions.offset + portions.extent))
  }

  /// The portions of each chunk of a sum over images, which are whole.
  package var portionsOfChunks: EvenParts {
    let blocks = sums.blocks
    let portions = max(1, min(blocks.total, max(16, blocks.parts)))
    return EvenParts(
      portions, in: blocks.parts, own: blocks.first..<(blocks.first + blocks.count))
  }
}

extension ConvolutionGeometry {
  /// The shapes of the input and of the filters, in words.
  var operands: String {
    let filter = "\(filters)x\(channelsPerGroup)x\(filterHeight)x\(filterWidth)"
    let modes = convolution.padding == .none ? "" : " padded"
    return "\(images)x\(channels)x\(height)x\(width)\(modes) by \(filter)"
  }

  /// What a gradient at the filters is added up in, in words.
  var chunkText: String {
    portions.count == 1 ? "" : ", \(portions.count) portions of images in \(sums.chunkText)"
  }

  /// The products of a dense convolution, those of unused lanes included.
  var products: Int { products(columns: outputWidth) }

  /// The products for so many columns of vectors.
  func products(columns: Int) -> Int {
    blocks * lanes * filters * filterSize * outputHeight * columns
  }

  /// The bytes of a window of one group of images.
  package func bytes(of window: ConvolutionWindow) -> Int {
    max(1, window.planes * window.planeVectors) * lanes * elementType.byteCount
  }

  /// The number of disjoint windows along W, and along H.
  package func pooledWidth(_ pooling: Pooling) -> Int { outputWidth / pooling.window[1] }
  package func pooledHeight(_ pooling: Pooling) -> Int { outputHeight / pooling.window[0] }
}

extension ConvolutionGeometry: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    images = try text.field("images")
    lanes = try text.field("lanes")
    channels = try text.field("channels")
    height = try text.field("height")
    width = try text.field("width")
    filters = try text.field("filters")
    filterHeight = try text.field("filterHeight")
    filterWidth = try text.field("filterWidth")
    outputHeight = try text.field("outputHeight")
    outputWidth = try text.field("outputWidth")
    convolution = try text.field("convolution")
    sums = try text.field("sums")
    try text.expect(")")
  }
}

extension SumTree {
  /// How many chunks there are, in words, and where they start.
  var chunkText: String {
    if chunks == 1 { return "1 chunk" }
    return "\(chunks) chunks" + (granularity == 1 ? "" : " at multiples of \(granularity)")
  }
}
