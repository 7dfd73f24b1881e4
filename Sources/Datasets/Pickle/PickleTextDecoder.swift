/// Some bytes of a string that is written with escapes, and the characters that they stand for.
struct PickleTextDecoder {
  /// How many bytes the longest escape has: `\U` and eight digits.
  static let longestEscape = 10

  private let bytes: UnsafeRawBufferPointer
  private let target: UnsafeMutableRawBufferPointer
  private let content: ContentReader

  /// How many bytes have been decoded.
  private(set) var used = 0
  private var made = 0

  /// - Parameters:
  ///   - target: room for as many characters as there are bytes.
  ///   - content: what the bytes are the next ones of.
  init(
    _ bytes: UnsafeRawBufferPointer, into target: UnsafeMutableRawBufferPointer,
    content: ContentReader
  ) {
    self.bytes = bytes
    self.target = target
    self.content = content
  }

  /// The characters that have been decoded.
  var characters: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: target[..<made]) }

  /// The next byte, if it is there.
  var next: UInt8? { self[0] }

  /// The byte so many after the next one, if it is there.
  subscript(distance: Int) -> UInt8? {
    used + distance < bytes.count ? bytes[used + distance] : nil
  }

  /// Passes over bytes.
  mutating func skip(_ count: Int) { used += count }

  /// Takes bytes that stand for a character.
  mutating func take(_ count: Int, as character: UInt8) {
    target[made] = character
    made += 1
    used += count
  }

  /// Takes the ASCII characters that come next, at most so many, and returns how many.
  mutating func takeASCII(atMost limit: Int) -> Int {
    let (first, target) = (used, UnsafeMutableRawBufferPointer(rebasing: target[made...]))
    let most = min(limit, bytes.count - first)
    var count = 0
    while count < most {
      let byte = bytes[first + count]
      guard byte < 0x80 else { break }
      target[count] = byte
      count += 1
    }
    used += count
    made += count
    return count
  }

  /// An error at the next byte.
  func fail(_ error: PickleError) -> DatasetError {
    content.fail(error, at: content.offset + used)
  }

  /// Takes a backslash and what follows it in a string literal, and says whether all of it was there.
  mutating func takeEscape() throws -> Bool {
    guard let escape = self[1] else { return false }
    switch escape {
    case UInt8(ascii: "x"): return try takeCharacter(digits: 2)
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): take(2, as: escape)
    case UInt8(ascii: "a"): take(2, as: 0x07)
    case UInt8(ascii: "b"): take(2, as: 0x08)
    case UInt8(ascii: "t"): take(2, as: 0x09)
    case UInt8(ascii: "n"): take(2, as: 0x0a)
    case UInt8(ascii: "v"): take(2, as: 0x0b)
    case UInt8(ascii: "f"): take(2, as: 0x0c)
    case UInt8(ascii: "r"): take(2, as: 0x0d)
    // Octal escapes of fewer than three digits exist in Python, but `repr` writes none at all.
    default: throw fail(.malformedString)
    }
    return true
  }

  /// Takes a backslash, a letter and hexadecimal digits, and says whether all of them were there.
  mutating func takeCharacter(digits: Int) throws -> Bool {
    var value: UInt32 = 0
    for position in 0..<digits {
      guard let byte = self[2 + position] else { return false }
      guard let digit = Self.hexadecimalDigit(byte) else { throw fail(.malformedString) }
      value = value << 4 | digit
    }
    guard let character = UInt8(exactly: value) else { throw fail(.notLatin1) }
    take(2 + digits, as: character)
    return true
  }

  private static func hexadecimalDigit(_ character: UInt8) -> UInt32? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0"))
    case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt32(character - UInt8(ascii: "a") + 10)
    case UInt8(ascii: "A")...UInt8(ascii: "F"): UInt32(character - UInt8(ascii: "A") + 10)
    default: nil
    }
  }
}
