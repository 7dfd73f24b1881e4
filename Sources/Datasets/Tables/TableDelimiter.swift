/// The delimiter between the fields of a table.
enum TableDelimiter: UInt8, CaseIterable {
  // In the order of preference: fields between tabs may have commas, and fields between semicolons
  // may have decimal commas.
  case tab = 0x09
  case semicolon = 0x3b
  case comma = 0x2c

  /// The number of bytes of a file that are inspected.
  static let sample = 1 << 16

  /// The delimiter of a table; `nil` if the bytes are not the start of one.
  ///
  /// A table is text without control characters, whose first line has a delimiter outside quotes.
  /// It is the first one that the second line has equally often, or else the first one.
  ///
  /// - Parameter allowsNone: whether text without a delimiter is a table of one column.
  init?(start bytes: UnsafeRawBufferPointer, allowsNone: Bool = false) {
    var lines: [[TableDelimiter: Int]] = []
    var counts: [TableDelimiter: Int] = [:]
    var isQuoted = false
    var isBlank = true
    for byte in bytes {
      guard byte >= 0x20 && byte != 0x7f || byte == 0x09 || byte == 0x0a || byte == 0x0d else {
        return nil
      }
      guard lines.count < 2 else { continue }
      if byte == UInt8(ascii: "\"") { isQuoted.toggle() }
      if !isQuoted, byte == 0x0a || byte == 0x0d {
        if !isBlank { lines.append(counts) }
        counts = [:]
        isBlank = true
      } else {
        isBlank = isBlank && (byte == 0x20 || byte == 0x09)
        if !isQuoted, let delimiter = Self(rawValue: byte) { counts[delimiter, default: 0] += 1 }
      }
    }
    if lines.isEmpty { lines.append(counts) }
    let present = Self.allCases.filter { (lines[0][$0] ?? 0) > 0 }
    let regular = present.first { lines.count < 2 || lines[0][$0] == lines[1][$0] }
    guard let delimiter = regular ?? present.first ?? (allowsNone ? .comma : nil) else {
      return nil
    }
    self = delimiter
  }

  /// The delimiter of the table at the start of a content; `nil` if it is not a table.
  init?(_ content: ContentReader, allowsNone: Bool = false) throws {
    guard try !content.isAtEnd() else { return nil }
    var result: Self?
    try content.withNextBytes(atLeast: Self.sample, of: "a table") { bytes in
      result = Self(start: bytes, allowsNone: allowsNone)
      return 0
    }
    guard let result else { return nil }
    self = result
  }
}
