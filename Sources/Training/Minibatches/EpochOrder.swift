import RandomNumbers

/// The order in which an epoch goes through the examples of a set.
struct EpochOrder: Sendable {
  /// The number of examples.
  let count: Int
  /// The seed of the orders, or `nil` for that of the data.
  let seed: Int?

  /// The examples of an epoch in their order: a random one of its own for each epoch, the same
  /// whenever it is asked for.
  func examples(epoch: Int) throws -> [Int] {
    guard let seed else { return Array(0..<count) }
    // A generator takes 32 bits. The factor is odd, so that the seeds of a run's epochs differ.
    let mixed =
      UInt32(truncatingIfNeeded: seed) ^ (UInt32(truncatingIfNeeded: epoch) &* 0x9e37_79b1)
    var random = try RandomState(seed: Int(mixed))
    return try random.permutation(count)
  }
}
