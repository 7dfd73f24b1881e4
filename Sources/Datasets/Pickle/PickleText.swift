/// The three ways in which pickles write strings other than verbatim.
///
/// Text beyond Latin-1 is refused: array data that went through text has one character per byte,
/// and no name that means anything here has others.
///
/// Each takes a limit of characters, since a line does not say beforehand how long it is.
extension ContentReader {
  /// `count` bytes of UTF-8.
  func utf8String(_ count: Int, limit: Int) throws -> PickleString {
    guard count <= limit else { throw fail(PickleError.tooManyStrings) }
    try checkRoom(for: count, purpose: "a string")
    var result = PickleStringBuilder(from: self, limit: limit)
    try result.reserve(count)
    var remaining = count
    while remaining > 0 {
      try decode(into: &result) { text in
        while true {
          remaining -= text.takeASCII(atMost: remaining)
          guard remaining > 0, let first = text.next else { return }
          // 0xc2 and 0xc3 lead the two-byte forms of the characters from 0x80 to 0xff.
          guard first & 0xfe == 0xc2, remaining > 1 else { throw text.fail(PickleError.notLatin1) }
          guard let second = text[1] else { return }
          guard second & 0xc0 == 0x80 else { throw text.fail(PickleError.notLatin1) }
          text.take(2, as: first << 6 | second & 0x3f)
          remaining -= 2
        }
      }
    }
    return try result.string()
  }

  /// A line of Python's `raw-unicode-escape`: Latin-1, with `\u` and `\U` for what it lacks.
  func rawUnicodeString(limit: Int) throws -> PickleString {
    var result = PickleStringBuilder(from: self, limit: limit)
    var isComplete = false
    while !isComplete {
      try decode(into: &result) { text in
        while let next = text.next {
          if next == UInt8(ascii: "\n") {
            text.skip(1)
            isComplete = true
            return
          }
          guard next == UInt8(ascii: "\\") else {
            text.take(1, as: next)
            continue
          }
          guard let escape = text[1] else { return }
          switch escape {
          case UInt8(ascii: "u"):
            guard try text.takeCharacter(digits: 4) else { return }
          case UInt8(ascii: "U"):
            guard try text.takeCharacter(digits: 8) else { return }
          default:
            // A backslash that escapes nothing stands for itself.
            text.take(1, as: next)
            if escape != UInt8(ascii: "\n") { text.take(1, as: escape) }
          }
        }
      }
    }
    return try result.string()
  }

  /// A line of Python 2's `repr` of a string: quoted, with the escapes of a string literal.
  func quotedString(limit: Int) throws -> PickleString {
    let start = offset
    var result = PickleStringBuilder(from: self, limit: limit)
    let quote = try byte(of: "a string")
    guard quote == UInt8(ascii: "'") || quote == UInt8(ascii: "\"") else {
      throw fail(PickleError.malformedString, at: start)
    }
    var isComplete = false
    while !isComplete {
      try decode(into: &result) { text in
        while let next = text.next {
          switch next {
          case quote:
            guard let after = text[1] else { return }
            guard after == UInt8(ascii: "\n") else {
              throw fail(PickleError.malformedString, at: start)
            }
            text.skip(2)
            isComplete = true
            return
          case UInt8(ascii: "\n"):
            throw fail(PickleError.malformedString, at: start)
          case UInt8(ascii: "\\"):
            guard try text.takeEscape() else { return }
          default:
            text.take(1, as: next)
          }
        }
      }
    }
    return try result.string()
  }

  /// Decodes some of the next bytes: all that have been read but for an incomplete escape at the end.
  private func decode(
    into string: inout PickleStringBuilder, _ body: (inout PickleTextDecoder) throws -> Void
  ) throws {
    try withNextBytes(atLeast: PickleTextDecoder.longestEscape, of: "a string") { bytes in
      try withUnsafeTemporaryAllocation(byteCount: bytes.count, alignment: 1) { target in
        // Safe: both outlive the decoder, and there are never more characters than bytes.
        var text = PickleTextDecoder(bytes, into: target, content: self)
        try body(&text)
        try string.append(contentsOf: text.characters)
        guard text.used > 0 else {
          throw fail(
            .endsEarly(expected: 1, purpose: "a string", found: 0), at: offset + bytes.count)
        }
        return text.used
      }
    }
  }
}
