/// Converts the elements of an array to numbers.
///
/// Plain pointers and `while` loops for the types that large arrays have, because debug builds run
/// them as well.
enum NumPyElements {
  /// Stores elements as numbers.
  ///
  /// - Parameters:
  ///   - source: the first element, aligned to the size of one.
  ///   - step: from an element to the next, in elements.
  ///   - target: has room for `count` numbers.
  static func convert(
    _ source: UnsafeRawPointer, _ type: NumPyType, step: Int, count: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    // Safe: the caller's array has an element at each multiple of the step below `count`.
    var index = 0
    switch (type.kind, type.size, type.isSwapped) {
    case (.unsigned, 1, _), (.boolean, _, _):
      let elements = source.assumingMemoryBound(to: UInt8.self)
      while index < count {
        target[index] = Float(elements[index &* step])
        index &+= 1
      }
    case (.float, 4, let isSwapped):
      let elements = source.assumingMemoryBound(to: UInt32.self)
      while index < count {
        let bits = elements[index &* step]
        target[index] = Float(bitPattern: isSwapped ? bits.byteSwapped : bits)
        index &+= 1
      }
    case (.float, 8, let isSwapped):
      let elements = source.assumingMemoryBound(to: UInt64.self)
      while index < count {
        let bits = elements[index &* step]
        target[index] = Float(Double(bitPattern: isSwapped ? bits.byteSwapped : bits))
        index &+= 1
      }
    case (.signed, 8, false):
      let elements = source.assumingMemoryBound(to: Int64.self)
      while index < count {
        target[index] = Float(elements[index &* step])
        index &+= 1
      }
    case (.float, _, _):
      each(UInt16.self, source, type, step, count) { target[$0] = half($1) }
    default:
      integers(source, type, step: step, count: count) { target[$0] = Float($1) }
    }
  }

  /// Stores bytes as they are.
  ///
  /// - Parameters:
  ///   - step: from a byte to the next.
  ///   - target: has room for `count` bytes.
  static func copy(
    _ source: UnsafeRawPointer, step: Int, count: Int, to target: UnsafeMutablePointer<UInt8>
  ) {
    // Safe: as in `convert`.
    let elements = source.assumingMemoryBound(to: UInt8.self)
    var index = 0
    while index < count {
      target[index] = elements[index &* step]
      index &+= 1
    }
  }

  /// Hands out the elements of an array of integers, which at most are as wide as 64 bits, so that
  /// `Int128` holds signed and unsigned ones alike.
  static func integers(
    _ source: UnsafeRawPointer, _ type: NumPyType, step: Int, count: Int,
    _ body: (Int, Int128) -> Void
  ) {
    switch (type.kind, type.size) {
    case (.float, _): break
    case (.signed, 1): each(Int8.self, source, type, step, count) { body($0, Int128($1)) }
    case (.signed, 2): each(Int16.self, source, type, step, count) { body($0, Int128($1)) }
    case (.signed, 4): each(Int32.self, source, type, step, count) { body($0, Int128($1)) }
    case (.signed, _): each(Int64.self, source, type, step, count) { body($0, Int128($1)) }
    case (.boolean, _), (.unsigned, 1):
      each(UInt8.self, source, type, step, count) { body($0, Int128($1)) }
    case (.unsigned, 2): each(UInt16.self, source, type, step, count) { body($0, Int128($1)) }
    case (.unsigned, 4): each(UInt32.self, source, type, step, count) { body($0, Int128($1)) }
    case (.unsigned, _): each(UInt64.self, source, type, step, count) { body($0, Int128($1)) }
    }
  }

  private static func each<Word: FixedWidthInteger>(
    _: Word.Type, _ source: UnsafeRawPointer, _ type: NumPyType, _ step: Int, _ count: Int,
    _ body: (Int, Word) -> Void
  ) {
    let elements = source.assumingMemoryBound(to: Word.self)
    for index in 0..<count {
      let word = elements[index * step]
      body(index, type.isSwapped ? word.byteSwapped : word)
    }
  }

  /// The value of the bits of a float of two bytes, which not every Mac has as a type.
  static func half(_ bits: UInt16) -> Float {
    let exponent = Int(bits >> 10 & 0x1f)
    let fraction = Float(bits & 0x3ff)
    let magnitude: Float =
      switch exponent {
      case 0: fraction * 0x1p-24
      case 0x1f: fraction == 0 ? .infinity : .nan
      default: Float(sign: .plus, exponent: exponent - 25, significand: 1024 + fraction)
      }
    return bits >> 15 == 0 ? magnitude : -magnitude
  }
}
