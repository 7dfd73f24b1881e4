/// The order in which the terms of a sum are added: those of a chunk one after the other, and the
/// sums of the chunks as a binary tree.
///
/// The tree adds neighbours: chunks 0 and 1, 2 and 3, then what these pairs have become, and so on;
/// what has no neighbour waits for the next level. The order depends on the number of terms, and on
/// whether vectors run over them, but not on threads; and processes that split the images of a
/// minibatch have a subtree each (`BatchShard`).
package struct SumTree: Sendable, Hashable {
  /// Sums of a matrix product over more features than this are taken in chunks: one long sum in a
  /// register would lose digits.
  package static let featureLimit = 2048

  /// The most chunks of a sum over images, and so the most processes that split a minibatch.
  package static let chunkLimit = 1024

  /// The number of terms that are here.
  package let terms: Int
  /// Chunks start at multiples of this many terms.
  package let granularity: Int
  /// The chunks, counted in blocks of `granularity` terms.
  package let blocks: EvenParts

  package init(terms: Int, granularity: Int, blocks: EvenParts) {
    self.terms = terms
    self.granularity = granularity
    self.blocks = blocks
  }

  /// The order of a sum over images, or whatever axis 0 counts: 8 chunks for 256 images or more,
  /// 4 for 128, 2 for 64, otherwise 1; of more than 4,096 images as many as leave each about 512.
  package init(images: Int, granularity: Int) {
    var chunks = 1
    while (chunks < 8 && images / chunks >= 64)
      || (chunks < Self.chunkLimit && images / chunks > 512)
    {
      chunks *= 2
    }
    self.init(
      terms: images, granularity: granularity,
      blocks: EvenParts(
        images / granularity + (images % granularity == 0 ? 0 : 1), in: chunks))
  }

  /// The order of a sum over the images of a process.
  package init(_ shard: BatchShard) {
    self.init(terms: shard.count, granularity: shard.granularity, blocks: shard.blocks)
  }

  /// The order of the sums of a matrix product along an axis that counts no images.
  package init(features: Int) {
    // Few enough terms for a panel of them to stay in the cache while all tiles take their turns.
    let isLong = features > Self.featureLimit
    let chunks = isLong ? features / 1024 + (features % 1024 == 0 ? 0 : 1) : 1
    self.init(terms: features, granularity: 1, blocks: EvenParts(features, in: chunks))
  }

  /// The number of chunks that are here.
  package var chunks: Int { blocks.count }

  /// The terms of a chunk.
  package func terms(of chunk: Int) -> Int {
    let (start, end) = (blocks.start(of: chunk), blocks.start(of: chunk + 1))
    return min(terms, end * granularity) - start * granularity
  }

  /// The most terms of a chunk, counted in whole blocks.
  package var largestChunk: Int { min(terms, blocks.largest * granularity) }

  /// The terms of the largest of all chunks, those of other processes included, if the last block of
  /// each were whole.
  package var largestBlockTerms: Int { blocks.largest * granularity }

  /// Whether chunks differ in their numbers of terms.
  package var isUneven: Bool { terms % chunks != 0 || largestChunk != terms / chunks }

  /// Whether a sum is long enough to be taken chunk by chunk for all tiles of a matrix product, so that
  /// what they read of a chunk stays in the cache.
  package var takesTurns: Bool { chunks > 1 && terms > Self.featureLimit }

  /// How many levels of the tree keep a sum that waits for its neighbour.
  package var levels: Int { chunks < 2 ? 0 : Int.bitWidth - (chunks - 1).leadingZeroBitCount }
}
