import TestSupport

/// A format of files that is mutated in its parts.
///
/// Of a file with a wrong checksum or length a reader sees no more than that, so what surrounds a
/// mutated part is made to fit it, mostly.
protocol MutableFormat: Sendable {
  /// The file with a mutation.
  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8]
}

/// What makes mutations: random numbers, and changes of bytes that regard no format.
struct Mutation {
  var random: SeededGenerator
  /// Changes a part of a file in some way.
  let changeBytes: ([UInt8], inout SeededGenerator) -> [UInt8]

  mutating func bytes(_ bytes: [UInt8]) -> [UInt8] { changeBytes(bytes, &random) }

  /// A number from 0 on below a limit.
  mutating func number(below limit: Int) -> Int {
    Int.random(in: 0..<max(1, limit), using: &random)
  }

  /// Whether something happens that happens once in so many times.
  mutating func isOne(in count: Int) -> Bool { number(below: count) == 0 }

  /// A number that readers may have forgotten, or any other of so many bits.
  mutating func interestingNumber(bits: Int) -> UInt64 {
    let mask = UInt64.max >> UInt64(64 - bits)
    switch number(below: 6) {
    case 0: return 0
    case 1: return mask
    case 2: return mask >> 1
    case 3: return UInt64(number(below: 20))
    case 4: return (1 << UInt64(number(below: bits))) &+ UInt64(number(below: 3)) &- 1 & mask
    default: return random.next() & mask
    }
  }
}

/// Files without a part that depends on another.
struct PlainFormat: MutableFormat {
  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] { mutation.bytes(bytes) }
}

extension [UInt8] {
  /// The number in bytes from a place on, little-endian; 0 past the end.
  func littleEndian(at offset: Int, bytes count: Int) -> Int {
    guard offset >= 0, offset + count <= self.count else { return 0 }
    return self[offset..<offset + count].reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// The number in four bytes from a place on, big-endian; 0 past the end.
  func bigEndian(at offset: Int) -> Int {
    guard offset >= 0, offset + 4 <= count else { return 0 }
    return self[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }
  }

  /// The bytes of a number, little-endian.
  static func littleEndian(_ number: Int, bytes count: Int) -> [UInt8] {
    (0..<count).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
  }

  /// The four bytes of a number, big-endian.
  static func bigEndian(_ number: Int) -> [UInt8] { littleEndian(number, bytes: 4).reversed() }
}
