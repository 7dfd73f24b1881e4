/// The images of each minibatch that one of several processes computes with: a subtree of the sums
/// over images (`SumTree`).
package struct BatchShare: Sendable, Hashable {
  /// The images of a whole minibatch.
  package let images: Int
  /// Chunks of sums over images start at multiples of this many.
  package let granularity: Int
  /// The chunks of the share, in blocks of as many images as the granularity says.
  package let blocks: EvenParts

  /// The share of a rank.
  ///
  /// The left half of the tree goes to the larger half of the ranks, and so on.
  ///
  /// - Returns: `nil` where there are more ranks than chunks.
  package init?(rank: Int, of ranks: Int, images: Int, granularity: Int) {
    let tree = SumTree(images: images, granularity: granularity)
    guard (1...tree.chunks).contains(ranks), (0..<ranks).contains(rank) else { return nil }
    var chunks = 0..<tree.chunks
    var others = 0..<ranks
    while others.count > 1 {
      let middle = (chunks.lowerBound + chunks.upperBound) / 2
      let split = (others.lowerBound + others.upperBound + 1) / 2
      if rank < split {
        (chunks, others) = (chunks.lowerBound..<middle, others.lowerBound..<split)
      } else {
        (chunks, others) = (middle..<chunks.upperBound, split..<others.upperBound)
      }
    }
    self.images = images
    self.granularity = granularity
    blocks = EvenParts(tree.blocks.total, in: tree.chunks, own: chunks)
  }

  /// The first image of the share.
  package var first: Int { blocks.offset * granularity }

  /// The number of images of the share.
  package var count: Int { min(images, first + blocks.extent * granularity) - first }
}
