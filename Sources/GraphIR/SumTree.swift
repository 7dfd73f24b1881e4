/// The order in which the terms of a sum are added: those of a chunk one after the other, and the
/// sums of the chunks as a binary tree.
///
/// The tree adds neighbours: chunks 0 and 1, 2 and 3, then what these pairs have become, and so on;
/// what has no neighbour waits for the next level. The order depends on the number of terms alone.
/// So it is the same for every number of threads, and for processes that have a subtree each.
public struct SumTree: Sendable, Hashable {
  /// The most chunks of a sum over images, and the fewest images of a chunk.
  public static let chunkLimit = 8
  public static let leastChunk = 32
  /// Sums of a matrix product over more features than this are taken in chunks: one long sum in a
  /// register would lose digits.
  public static let featureLimit = 2048

  /// The number of terms.
  public let terms: Int
  /// What chunks start at a multiple of.
  public let granularity: Int
  public let chunks: Int

  public init(terms: Int, granularity: Int, chunks: Int) {
    self.terms = terms
    self.granularity = granularity
    self.chunks = chunks
  }

  /// The order of a sum over images, or whatever axis 0 counts: 8 chunks of 256 images and more,
  /// 4 of 128, 2 of 64, and one of fewer.
  public init(images: Int, granularity: Int) {
    var chunks = 1
    while chunks < Self.chunkLimit, images / (2 * chunks) >= Self.leastChunk { chunks *= 2 }
    self.init(terms: images, granularity: granularity, chunks: chunks)
  }

  /// The order of the sums of a matrix product along an axis that counts no images.
  public init(features: Int) {
    // One panel of 1,024 terms stays in the L2 cache, while all tiles take their turns at it.
    let isLong = features > Self.featureLimit
    self.init(terms: features, granularity: 1, chunks: isLong ? (features + 1023) / 1024 : 1)
  }

  /// The number of stretches of terms that chunks are made of.
  public var blocks: Int { (terms + granularity - 1) / granularity }

  /// The first block of a chunk; of the chunk after the last, the number of blocks.
  public func startBlock(of chunk: Int) -> Int {
    // Not chunk * blocks / chunks, which may overflow.
    chunk * (blocks / chunks) + chunk * (blocks % chunks) / chunks
  }

  /// The terms of a chunk.
  public func terms(of chunk: Int) -> Int {
    let (start, end) = (startBlock(of: chunk), startBlock(of: chunk + 1))
    return min(terms, end * granularity) - start * granularity
  }

  /// The most terms of a chunk.
  public var largestChunk: Int { (0..<chunks).map(terms(of:)).max() ?? 0 }

  /// How many levels of the tree keep a sum that waits for its neighbour.
  public var levels: Int { chunks < 2 ? 0 : Int.bitWidth - (chunks - 1).leadingZeroBitCount }
}
