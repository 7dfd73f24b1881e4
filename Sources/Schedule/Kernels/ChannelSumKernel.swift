import GraphIR

/// Sums over images and positions of (N, C, H, W) with images innermost, leaving (C).
///
/// Several sums of the same tensors are results of one kernel, which reads them once.
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

  /// What is added up for each result, with strides of the groups of images, the channels, the
  /// positions and the images of a group.
  package let terms: [ElementProgram]

  /// - Parameter terms: what is computed of elements before they are added: nothing unless given.
  package init(
    _ type: TensorType, lanes: Int, sums: SumTree, mask: ElementType? = nil,
    terms: [ElementProgram]? = nil
  ) {
    elementType = type.elementType
    images = type.shape[0]
    self.lanes = lanes
    channels = type.shape[1]
    positions = type.shape[2] * type.shape[3]
    self.mask = mask
    self.sums = sums
    self.terms =
      terms ?? [ElementProgram(elementType, strides: ElementProgram.strides(type, lanes: lanes))]
  }

  /// The role of a result.
  package static func role(ofResult number: Int) -> Argument.Role {
    number == 0 ? .output : .result(number)
  }
}

extension ChannelSumKernel: KernelTraits {
  package static var kind: Kernel.Kind { .channelSum }
  package var algorithms: [String] {
    sums.chunks == 1
      ? [] : ["sum of \(images)x\(channels)x\(positions) over images: \(sums.chunkText)"]
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
    terms = try text.field("terms")
    try text.expect(")")
  }
}
