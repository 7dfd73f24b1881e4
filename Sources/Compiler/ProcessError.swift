/// Why processes cannot share minibatches: the words that a user reads.
public enum ProcessError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Convolutions of floats and of doubles in one function.
  case mixedPrecision
  /// A number of processes that cannot be.
  case noRanks(Int)
  /// A process that does not exist.
  case unknownRank(Int, ranks: Int)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .mixedPrecision:
      "processes cannot share a minibatch of a network with convolutions in Float and in Double; "
        + "expected one of them"
    case .noRanks(let ranks): "\(ranks) processes; expected at least 1"
    case .unknownRank(let rank, let ranks):
      "there is no process \(rank) of \(ranks); expected 0 to \(ranks - 1)"
    }
  }
}
