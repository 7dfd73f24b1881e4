/// The order in which the terms of a sum are added: those of a chunk one after the other, and the
/// sums of the chunks as a binary tree.
///
/// The tree adds neighbours: chunks 0 and 1, 2 and 3, then what these pairs have become, and so on;
/// what has no neighbour waits for the next level. The order depends on the number of terms alone.
/// So it is the same for every number of threads, and for processes that have a subtree each.
public struct SumTree: Sendable, Hashable {
  /// Sums of a matrix product over more features than this are taken in chunks: one long sum in a
  /// register would lose digits.
  public static let featureLimit = 2048

  /// The number of terms that are here.
  public let terms: Int
  /// What chunks start at a multiple of.
  public let granularity: Int
  /// The chunks, in stretches of as many terms as the granularity says.
  public let blocks: EvenParts

  public init(terms: Int, granularity: Int, blocks: EvenParts) {
    self.terms = terms
    self.granularity = granularity
    self.blocks = blocks
  }

  /// The order of a sum over images, or whatever axis 0 counts: 8 chunks of 256 images and more,
  /// 4 of 128, 2 of 64, and one of fewer. Of many images, a chunk has 512 at most.
  public init(images: Int, granularity: Int) {
    var chunks = 1
    while (chunks < 8 && images / chunks >= 64) || images / chunks > 512 { chunks *= 2 }
    self.init(
      terms: images, granularity: granularity,
      blocks: EvenParts(
        images / granularity + (images % granularity == 0 ? 0 : 1), in: chunks))
  }

  /// The order of a sum over the images of a process.
  public init(_ share: BatchShare) {
    self.init(terms: share.count, granularity: share.granularity, blocks: share.blocks)
  }

  /// The order of the sums of a matrix product along an axis that counts no images.
  public init(features: Int) {
    // One panel of 1,024 terms stays in the L2 cache, while all tiles take their turns at it.
    let isLong = features > Self.featureLimit
    let chunks = isLong ? features / 1024 + (features % 1024 == 0 ? 0 : 1) : 1
    self.init(terms: features, granularity: 1, blocks: EvenParts(features, in: chunks))
  }

  /// The number of chunks that are here.
  public var chunks: Int { blocks.count }

  /// The terms of a chunk.
  public func terms(of chunk: Int) -> Int {
    let (start, end) = (blocks.start(of: chunk), blocks.start(of: chunk + 1))
    return min(terms, end * granularity) - start * granularity
  }

  /// The most terms of a chunk, counted in whole blocks.
  public var largestChunk: Int { min(terms, blocks.largest * granularity) }

  /// Whether chunks differ in their numbers of terms.
  public var isUneven: Bool { terms % chunks != 0 || largestChunk != terms / chunks }

  /// How many levels of the tree keep a sum that waits for its neighbour.
  public var levels: Int { chunks < 2 ? 0 : Int.bitWidth - (chunks - 1).leadingZeroBitCount }
}
