import Diagnostics
import GraphIR
import GraphPasses

/// One of several processes that share each minibatch.
package struct ProcessRank: Sendable {
  /// The number of the process, from 0, and how many there are.
  package let rank: Int
  package let ranks: Int
  /// The images of a minibatch.
  package let images: Int
  /// The inputs that have a row for each image.
  package let inputs: Set<Int>

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

  /// The graph of the process.
  ///
  /// - Throws: `ProcessError` where there are too many, `ModelError` where they cannot share a
  ///   minibatch.
  func graph(of graph: Graph) throws -> Graph {
    guard graph.imageGranularities.count < 2 else { throw ProcessError.mixedPrecision }
    let granularity = graph.sumGranularity
    guard
      let share = BatchShare(rank: rank, of: ranks, images: images, granularity: granularity)
    else {
      throw ProcessError.tooManyRanks(
        ranks, images: images,
        most: SumTree(images: images, granularity: granularity).chunks)
    }
    return try Distribution(share, inputs: inputs).apply(to: graph)
  }
}

/// Why processes cannot share minibatches: the words that a user reads.
public enum ProcessError: Error, Sendable, Equatable, CustomStringConvertible {
  /// More processes than chunks of images.
  case tooManyRanks(Int, images: Int, most: Int)
  /// Convolutions of floats and of doubles in one function.
  case mixedPrecision
  /// A number of processes that cannot be.
  case noRanks(Int)
  /// A process that does not exist.
  case unknownRank(Int, ranks: Int)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .tooManyRanks(let ranks, let images, let most):
      "\(ranks) processes cannot share a minibatch of \(images) examples; "
        + "expected at most \(most), as a process has at least 32 of them"
    case .mixedPrecision:
      "processes cannot share a minibatch of a network with convolutions in Float and in Double; "
        + "expected one of them"
    case .noRanks(let ranks): "\(ranks) processes; expected at least 1"
    case .unknownRank(let rank, let ranks):
      "there is no process \(rank) of \(ranks); expected 0 to \(ranks - 1)"
    }
  }
}
