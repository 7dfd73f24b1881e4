import GraphIR

/// Sums over images and positions of (N, C, H, W) with images innermost, leaving (C).
package struct ChannelSumKernel: Sendable {
  package let elementType: ElementType
  package let images: Int
  package let lanes: Int
  package let channels: Int
  /// The number of positions, H times W.
  package let positions: Int
  /// The element type of the bits, where each element counts as often as it has bits.
  package let winners: ElementType?

  package init(_ type: TensorType, lanes: Int, winners: ElementType? = nil) {
    elementType = type.elementType
    images = type.shape[0]
    self.lanes = lanes
    channels = type.shape[1]
    positions = type.shape[2] * type.shape[3]
    self.winners = winners
  }
}

extension ChannelSumKernel: KernelTraits {
  package var work: Work { .elements }
}
