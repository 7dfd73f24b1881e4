/// The generator MT19937: 624 words of state, 32 random bits a call.
///
/// Source: Matsumoto and Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform
/// pseudorandom number generator", 1998, with the seeding of 2002 (`init_genrand`).
struct MersenneTwister: Sendable {
  private static let wordCount = 624
  private static let shift = 397

  private var words: [UInt32]
  private var position: Int

  init(seed: UInt32) {
    words = []
    words.reserveCapacity(Self.wordCount)
    var word = seed
    for index in 1...UInt32(Self.wordCount) {
      words.append(word)
      word = 1_812_433_253 &* (word ^ (word >> 30)) &+ index
    }
    position = Self.wordCount
  }

  /// The next 32 bits.
  mutating func nextWord() -> UInt32 {
    if position == Self.wordCount { regenerate() }
    var word = words[position]
    position += 1
    word ^= word >> 11
    word ^= (word << 7) & 0x9D2C_5680
    word ^= (word << 15) & 0xEFC6_0000
    word ^= word >> 18
    return word
  }

  /// The next 64 bits: two words, the high one first.
  mutating func nextDoubleWord() -> UInt64 {
    let high = UInt64(nextWord())
    return high << 32 | UInt64(nextWord())
  }

  /// The next number in `[0, 1)`, a multiple of 2⁻⁵³ made of two words.
  mutating func nextUnit() -> Double {
    let high = Double(nextWord() >> 5)
    let low = Double(nextWord() >> 6)
    // Every value on the way is a whole number below 2⁵³, so nothing is rounded.
    return (high * 67_108_864 + low) / 9_007_199_254_740_992
  }

  private mutating func regenerate() {
    // Three ranges instead of one with remainders: this loop is most of the cost of a draw.
    for index in 0..<(Self.wordCount - Self.shift) {
      twist(index, next: index + 1, far: index + Self.shift)
    }
    for index in (Self.wordCount - Self.shift)..<(Self.wordCount - 1) {
      twist(index, next: index + 1, far: index + Self.shift - Self.wordCount)
    }
    twist(Self.wordCount - 1, next: 0, far: Self.shift - 1)
    position = 0
  }

  private mutating func twist(_ index: Int, next: Int, far: Int) {
    let mixed = (words[index] & 0x8000_0000) | (words[next] & 0x7FFF_FFFF)
    let matrix: UInt32 = mixed & 1 == 0 ? 0 : 0x9908_B0DF
    words[index] = words[far] ^ (mixed >> 1) ^ matrix
  }
}
