/// A search for numbers that are infinite or NaN.
package enum FiniteCheck {
  /// The position of the first value that is not finite.
  package static func firstNonFinite(_ values: UnsafeBufferPointer<Float>) -> Int? {
    guard let base = values.baseAddress else { return nil }
    // Safe: the loop ends at the count. The bits of finite magnitudes lie below those of infinity.
    let infinity = Float.infinity.bitPattern
    let count = values.count
    var index = 0
    while index < count {
      if base[index].bitPattern & 0x7fff_ffff >= infinity { return index }
      index &+= 1
    }
    return nil
  }
}
