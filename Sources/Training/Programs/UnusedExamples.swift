/// Examples at the end of a part of a data set that no minibatch has.
public struct UnusedExamples: Sendable, Equatable, CustomStringConvertible {
  /// The part: training, validation or test.
  public let part: String
  /// The number of examples that are left out.
  public let count: Int
  /// The number of examples of the part.
  public let total: Int
  /// The number of examples in a minibatch.
  public let batchSize: Int

  /// How many examples of what part are left out, and why.
  public var description: String {
    "the last \(count) of \(total) \(part) examples fill no minibatch of \(batchSize) "
      + "and are left out"
  }
}
