import Datasets

/// Examples of a set that no minibatch has.
public struct UnusedExamples: Sendable, Equatable, CustomStringConvertible {
  /// The set.
  public let set: ExampleSet
  /// The number of examples that are left out.
  public let count: Int
  /// The number of examples of the set.
  public let total: Int
  /// The number of examples in a minibatch.
  public let batchSize: Int
  /// Whether each epoch leaves out others, since the set is shuffled.
  public let isShuffled: Bool

  /// How many examples of what set are left out, and why.
  public var description: String {
    isShuffled
      ? "each epoch leaves out \(count) of \(total) \(set.rawValue) examples, which fill no minibatch "
        + "of \(batchSize)"
      : "the last \(count) of \(total) \(set.rawValue) examples fill no minibatch of \(batchSize) "
        + "and are left out"
  }
}
