/// The three ways in which pickles write strings other than verbatim.
///
/// Text beyond Latin-1 is refused: array data that went through text has one character per byte,
/// and no name that means anything here has others.
///
/// Each takes a limit of characters, since a line does not say beforehand how long it is.
extension ContentReader {
  /// `count` bytes of UTF-8.
  func utf8String(_ count: Int, limit: Int) throws -> PickleString {
    guard count <= limit else { throw fail(.tooManyStrings) }
    try checkRoom(for: count, purpose: "a string")
    var result = PickleStringBuilder(from: self, limit: limit)
    try result.reserve(count)
    var remaining = count
    while remaining > 0 {
      let position = offset
      try withNextBytes(of: "a string") { bytes in
        var end = 0
        while end < bytes.count, end < remaining, bytes[end] < 0x80 { end += 1 }
        try result.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[..<end]))
        return end
      }
      remaining -= offset - position
      guard remaining > 0 else { break }
      let lead = offset
      let first = try byte(of: "a string")
      if first < 0x80 {
        // The first byte after those that happened to be there.
        try result.append(first)
        remaining -= 1
        continue
      }
      // 0xc2 and 0xc3 lead the two-byte forms of the characters from 0x80 to 0xff.
      guard first & 0xfe == 0xc2, remaining > 1 else { throw fail(.notLatin1, at: lead) }
      let second = try byte(of: "a string")
      guard second & 0xc0 == 0x80 else { throw fail(.notLatin1, at: lead) }
      try result.append(first << 6 | second & 0x3f)
      remaining -= 2
    }
    return try result.string()
  }

  /// A line of Python's `raw-unicode-escape`: Latin-1, with `\u` and `\U` for what it lacks.
  func rawUnicodeString(limit: Int) throws -> PickleString {
    let (newline, backslash) = (UInt8(ascii: "\n"), UInt8(ascii: "\\"))
    var result = PickleStringBuilder(from: self, limit: limit)
    while true {
      try append(upTo: (newline, backslash, backslash), to: &result)
      let position = offset
      if try byte(of: "a string") == newline { return try result.string() }
      let escape = try byte(of: "a string")
      switch escape {
      case UInt8(ascii: "u"): try result.append(latin1Character(digits: 4, at: position))
      case UInt8(ascii: "U"): try result.append(latin1Character(digits: 8, at: position))
      case newline:
        try result.append(backslash)
        return try result.string()
      default:
        try result.append(backslash)
        try result.append(escape)
      }
    }
  }

  /// A line of Python 2's `repr` of a string: quoted, with the escapes of a string literal.
  func quotedString(limit: Int) throws -> PickleString {
    let (newline, backslash) = (UInt8(ascii: "\n"), UInt8(ascii: "\\"))
    let start = offset
    var result = PickleStringBuilder(from: self, limit: limit)
    let quote = try byte(of: "a string")
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw fail(.malformedString, at: start)
    }
    while true {
      try append(upTo: (newline, backslash, quote), to: &result)
      let position = offset
      switch try byte(of: "a string") {
      case quote:
        guard try byte(of: "a string") == newline else { throw fail(.malformedString, at: start) }
        return try result.string()
      case backslash:
        try result.append(escapedCharacter(at: position))
      default:
        throw fail(.malformedString, at: start)
      }
    }
  }

  /// The character that a backslash and the characters after it stand for.
  private func escapedCharacter(at position: Int) throws -> UInt8 {
    let escape = try byte(of: "a string")
    switch escape {
    case UInt8(ascii: "\\"), UInt8(ascii: "'"), UInt8(ascii: "\""): return escape
    case UInt8(ascii: "a"): return 0x07
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "n"): return 0x0a
    case UInt8(ascii: "v"): return 0x0b
    case UInt8(ascii: "f"): return 0x0c
    case UInt8(ascii: "r"): return 0x0d
    case UInt8(ascii: "x"): return try latin1Character(digits: 2, at: position)
    // Octal escapes of fewer than three digits exist in Python, but `repr` writes none at all.
    default: throw fail(.malformedString, at: position)
    }
  }

  /// A character written as hexadecimal digits.
  private func latin1Character(digits: Int, at position: Int) throws -> UInt8 {
    var value: UInt32 = 0
    for _ in 0..<digits {
      guard let digit = Self.hexadecimalDigit(try byte(of: "a string")) else {
        throw fail(.malformedString, at: position)
      }
      value = value << 4 | digit
    }
    guard let character = UInt8(exactly: value) else { throw fail(.notLatin1, at: position) }
    return character
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
