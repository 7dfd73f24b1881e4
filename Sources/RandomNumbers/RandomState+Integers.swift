extension RandomState {
  /// Draws integers uniformly from `low..<high`; NumPy's `randint(low, high, count)` with its
  /// default element type, `int64`.
  ///
  /// - Throws: ``RandomNumbersError/emptyRange(low:high:)`` unless `low < high`,
  ///   ``RandomNumbersError/negativeCount(_:)``.
  public mutating func randint(
    low: Int, high: Int, count: Int
  ) throws(RandomNumbersError) -> [Int] {
    guard low < high else { throw .emptyRange(low: low, high: high) }
    try Self.check(count: count)
    record?.close()
    // The width can exceed Int.max; as an unsigned number its bits are right.
    let largest = UInt64(truncatingIfNeeded: high &- 1 &- low)
    var values: [Int] = []
    values.reserveCapacity(count)
    for _ in 0..<count {
      values.append(low &+ Int(truncatingIfNeeded: nextInteger(atMost: largest)))
    }
    return values
  }

  /// Draws an order of the numbers `0..<count`; NumPy's `permutation(count)`.
  ///
  /// - Throws: ``RandomNumbersError/negativeCount(_:)``.
  public mutating func permutation(_ count: Int) throws(RandomNumbersError) -> [Int] {
    try Self.check(count: count)
    var values = Array(0..<count)
    shuffle(&values)
    return values
  }

  /// Puts the values into random order; NumPy's `shuffle(values)`.
  public mutating func shuffle<Element>(_ values: inout [Element]) {
    record?.close()
    guard values.count > 1 else { return }
    for index in (1..<values.count).reversed() {
      values.swapAt(index, Int(nextInteger(atMost: UInt64(index))))
    }
  }

  /// Masked rejection, as all of `RandomState` does it: draw as many bits as the largest value has
  /// until they are not above it. A width of 32 bits takes one word, a larger one two, and a width
  /// of zero none.
  private mutating func nextInteger(atMost largest: UInt64) -> UInt64 {
    guard largest > 0 else { return 0 }
    let mask = UInt64.max >> UInt64(largest.leadingZeroBitCount)
    while true {
      let bits =
        largest <= UInt64(UInt32.max) ? UInt64(generator.nextWord()) : generator.nextDoubleWord()
      let value = bits & mask
      if value <= largest { return value }
    }
  }
}
