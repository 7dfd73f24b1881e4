import GraphIR

/// Sums over images and positions of (N, C, H, W) with images innermost, leaving (C).
package struct ChannelSumKernel: Sendable {
  package let elementType: ElementType
  package let images: Int
  package let lanes: Int
  package let channels: Int
  /// The number of positions, H times W.
  package let positions: Int
  /// The element type of the max-pool mask, where each element counts as often as it has bits.
  package let mask: ElementType?

  /// The order of the sum over images.
  package let sums: SumTree

  package init(_ type: TensorType, lanes: Int, sums: SumTree, mask: ElementType? = nil) {
    elementType = type.elementType
    images = type.shape[0]
    self.lanes = lanes
    channels = type.shape[1]
    positions = type.shape[2] * type.shape[3]
    self.mask = mask
    self.sums = sums
  }
}

extension ChannelSumKernel: KernelTraits {
  package static var kind: Kernel.Kind { .channelSum }
  package var algorithm: String? {
    sums.chunks == 1
      ? nil : "sum of \(images)x\(channels)x\(positions) over images: \(sums.chunkText)"
  }
  package var work: Work { .elements }
}

extension ChannelSumKernel: FieldReadable {
  init(from text: inout TextScanner) throws(TextError) {
    try text.expect("(")
    elementType = try text.field("elementType")
    images = try text.field("images")
    lanes = try text.field("lanes")
    channels = try text.field("channels")
    positions = try text.field("positions")
    mask = try text.field("mask")
    sums = try text.field("sums")
    try text.expect(")")
  }
}
