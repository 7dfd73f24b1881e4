import RandomNumbers

/// The order of the examples of a set in each epoch.
struct EpochOrder: Sendable {
  /// The number of examples.
  let count: Int
  /// The seed of the shuffling, or `nil` for the order of the data.
  let seed: Int?

  /// The examples in the order of an epoch, which depends on the seed and the epoch alone.
  func examples(epoch: Int) throws -> [Int] {
    guard let seed else { return Array(0..<count) }
    // The generator takes 32 bits. The factor is odd, so that the seeds of different epochs differ.
    let mixed =
      UInt32(truncatingIfNeeded: seed) ^ (UInt32(truncatingIfNeeded: epoch) &* 0x9e37_79b1)
    var random = try RandomState(seed: Int(mixed))
    return try random.permutation(count)
  }
}
