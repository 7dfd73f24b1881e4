/// The images of each minibatch that one of several processes computes with: a subtree of the sums
/// over images (`SumTree`). The processes that split one minibatch are a group.
package struct BatchShard: Sendable, Hashable {
  /// The images of a whole minibatch.
  package let images: Int
  /// Chunks of sums over images start at multiples of this many.
  package let granularity: Int
  /// The chunks of the shard, in blocks of as many images as the granularity says.
  package let blocks: EvenParts

  /// The number of processes that split one minibatch: the most that have at least a chunk each and
  /// make groups of that size of all processes. Every group computes the whole minibatch.
  package static func groupSize(of ranks: Int, images: Int) -> Int {
    let chunks = SumTree(images: images, granularity: 1).chunks
    return (1...max(1, min(chunks, ranks))).last { ranks % $0 == 0 } ?? 1
  }

  /// The shard of a rank.
  ///
  /// The left half of the tree goes to the larger half of the ranks of a group, and so on.
  ///
  /// - Parameter rank: from 0, less than `ranks`.
  package init(rank: Int, of ranks: Int, images: Int, granularity: Int) {
    let tree = SumTree(images: images, granularity: granularity)
    let groupSize = Self.groupSize(of: ranks, images: images)
    let rankInGroup = rank % groupSize
    var chunks = 0..<tree.chunks
    var others = 0..<groupSize
    while others.count > 1 {
      let middle = (chunks.lowerBound + chunks.upperBound) / 2
      let split = (others.lowerBound + others.upperBound + 1) / 2
      if rankInGroup < split {
        (chunks, others) = (chunks.lowerBound..<middle, others.lowerBound..<split)
      } else {
        (chunks, others) = (middle..<chunks.upperBound, split..<others.upperBound)
      }
    }
    self.images = images
    self.granularity = granularity
    blocks = EvenParts(tree.blocks.total, in: tree.chunks, own: chunks)
  }

  /// The first image of the shard.
  package var first: Int { blocks.offset * granularity }

  /// The number of images of the shard.
  package var count: Int { min(images, first + blocks.extent * granularity) - first }
}
