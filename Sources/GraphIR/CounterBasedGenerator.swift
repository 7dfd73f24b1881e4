/// Random numbers without a sequence: each is computed from a key and a counter alone, so that any
/// number of them can be computed at once, in any order, with the same result.
///
/// The bits are those of SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number
/// generators", 2014) whose seed is the key, mixed, and whose step is the counter. The generated C has
/// the same function.
package enum CounterBasedGenerator {
  /// The largest key and counter: integers that the interpreter's Doubles hold.
  package static let limit: Int64 = 1 << 53

  /// A multiple of 2^-24 as Float, or of 2^-53 as Double, at least 0 and less than 1.
  package static func uniform(key: Int64, counter: Int64, as type: ElementType) -> Double {
    let bits = bits(key: UInt64(bitPattern: key), counter: UInt64(bitPattern: counter))
    return type == .float ? Double(bits >> 40) * 0x1p-24 : Double(bits >> 11) * 0x1p-53
  }

  private static func bits(key: UInt64, counter: UInt64) -> UInt64 {
    mixed(mixed(key) &+ (counter &+ 1) &* 0x9E37_79B9_7F4A_7C15)
  }

  private static func mixed(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
