extension Graph {
  /// The number of images in a vector of the generated C, where vectors run over images; 1 in a graph
  /// without convolutions and windows. Chunks of sums over images start at a multiple of it.
  package var sumGranularity: Int { imageGranularities.max() ?? 1 }

  /// The granularities of the sums of operations on images: two in a graph with floats and doubles.
  package var imageGranularities: Set<Int> {
    Set(nodes.lazy.filter(\.operation.readsImages).map { $0.types[0].elementType.lanes })
  }
}

extension ElementType {
  /// The elements of a vector of the generated C, which has 64 bytes on every processor.
  package var lanes: Int { 64 / byteCount }
}

extension Operation {
  /// Whether vectors run over the images that the operation reads.
  fileprivate var readsImages: Bool {
    switch self {
    case .conv2d, .conv2dInputGradient, .conv2dFilterGradient, .pool2d, .pool2dGradient,
      .maxPool2dGradient, .maxPool2dMaskedSum, .convolutionBlock, .convolutionBlockInputGradient,
      .convolutionBlockFilterGradient, .convolutionBlockBiasGradient, .planeMoments:
      true
    default: false
    }
  }
}
