import Diagnostics
import GraphIR
import GraphPasses

/// One of several processes that split each minibatch.
package struct ProcessRank: Sendable {
  /// The number of the process, from 0, and how many there are.
  package let rank: Int
  package let ranks: Int
  /// The images of a minibatch.
  package let images: Int
  /// The inputs that have a row for each image.
  package let inputs: Set<Int>
  /// Whether a process that has all images sums over processes all the same, as one of several with
  /// as many images each does: for predictions of their time.
  package var sumsAlone = false

  package init(rank: Int, of ranks: Int, images: Int, inputs: Set<Int>) {
    self.rank = rank
    self.ranks = ranks
    self.images = images
    self.inputs = inputs
  }

  /// Checks that there is a process of the given number.
  package static func check(_ rank: Int, of ranks: Int) throws(ProcessError) {
    guard ranks > 0 else { throw .noRanks(ranks) }
    guard (0..<ranks).contains(rank) else { throw .unknownRank(rank, ranks: ranks) }
  }

  /// The number of processes that split one minibatch. Of a small minibatch there are several
  /// groups, and each computes all of it, with the same bits.
  package var groupSize: Int { BatchShard.groupSize(of: ranks, images: images) }

  /// The number of the process in its group, from 0: which shard it computes.
  package var rankInGroup: Int { rank % groupSize }

  /// The number of the group that the process belongs to, from 0.
  package var group: Int { rank / groupSize }

  /// The graph of the process, which is that of one process where its group has no other.
  ///
  /// - Throws: `ProcessError` or `ModelError` where processes cannot share a minibatch.
  func graph(of graph: Graph) throws -> Graph {
    guard groupSize > 1 || sumsAlone else { return graph }
    guard graph.imageGranularities.count < 2 else { throw ProcessError.mixedPrecision }
    let shard = BatchShard(
      rank: rank, of: ranks, images: images, granularity: graph.sumGranularity)
    return try Distribution(shard, inputs: inputs).apply(to: graph)
  }

  /// What a user should know where processes repeat what others compute; `nil` where each has a
  /// shard of its own.
  package var note: String? {
    guard groupSize < ranks else { return nil }
    let most = SumTree(images: images, granularity: 1).chunks
    return groupSize == 1
      ? "each of \(ranks) processes computes all of a minibatch of \(images) examples, which is "
        + (most == 1
          ? "too small to be shared"
          : "for at most \(most) processes and is not shared evenly by \(ranks)")
      : "each of \(ranks / groupSize) groups of \(groupSize) processes computes all of a "
        + "minibatch of \(images) examples, which is for at most \(most) processes"
  }

  /// What the process computes of each minibatch, in one line.
  func text(_ shard: BatchShard?) -> String {
    let own = shard.map { "examples \($0.first) to \($0.first + $0.count - 1)" } ?? "all examples"
    let others =
      groupSize == ranks
      ? ""
      : groupSize == 1
        ? "; each process computes the same"
        : "; each of \(ranks / groupSize) groups of \(groupSize) processes computes the same"
    return "rank \(rank) of \(ranks): \(own) of a minibatch of \(images)\(others)"
  }
}
