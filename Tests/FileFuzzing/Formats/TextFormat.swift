/// Text of words and numbers, such as JSON: numbers become others, and words and lines move.
struct TextFormat: MutableFormat {
  /// Words that mean something to the reader.
  let words: [String]

  private static let numbers = [
    "0", "1", "-1", "2", "255", "256", "65536", "2147483647", "2147483648", "4294967296",
    "9223372036854775807", "-9223372036854775808", "9223372036854775808", "18446744073709551616",
    "99999999999999999999999", "1e308", "-1e308", "1e999", "5e-324", "0.5", "1e-7", "nan", "inf",
    "-0", "00", "null", "true", "\"\"", "[]", "{}",
  ]

  func mutated(_ bytes: [UInt8], by mutation: inout Mutation) -> [UInt8] {
    var bytes = bytes
    switch mutation.number(below: 8) {
    case 0, 1:
      let digits = Self.runs(bytes) { 0x30...0x39 ~= $0 || $0 == 0x2D || $0 == 0x2E }
      guard !digits.isEmpty else { return mutation.bytes(bytes) }
      let number = Self.numbers[mutation.number(below: Self.numbers.count)]
      bytes.replaceSubrange(digits[mutation.number(below: digits.count)], with: number.utf8)
    case 2:
      guard !words.isEmpty else { return mutation.bytes(bytes) }
      let word = words[mutation.number(below: words.count)]
      bytes.insert(contentsOf: word.utf8, at: mutation.number(below: bytes.count + 1))
    case 3:
      let names = Self.runs(bytes) { $0 > 0x40 || 0x30...0x39 ~= $0 }
      guard names.count > 1, let word = words.isEmpty ? nil : mutation.number(below: words.count)
      else { return mutation.bytes(bytes) }
      let place = names[mutation.number(below: names.count)]
      let other = bytes[names[mutation.number(below: names.count)]]
      bytes.replaceSubrange(
        place, with: mutation.isOne(in: 2) ? Array(words[word].utf8) : Array(other))
    case 4:
      let lines = Self.runs(bytes) { $0 != 0x0A && $0 != 0x2C }
      guard !lines.isEmpty else { return mutation.bytes(bytes) }
      let line = lines[mutation.number(below: lines.count)]
      switch mutation.number(below: 3) {
      case 0: bytes.removeSubrange(line)
      case 1:
        bytes.insert(
          contentsOf: bytes[line.lowerBound...].prefix(line.count + 1), at: line.lowerBound)
      default:
        let other = Array(bytes[lines[mutation.number(below: lines.count)]])
        bytes.replaceSubrange(line, with: other)
      }
    default: return mutation.bytes(bytes)
    }
    return bytes
  }

  /// The longest ranges of bytes that are of a kind.
  private static func runs(_ bytes: [UInt8], _ isMember: (UInt8) -> Bool) -> [Range<Int>] {
    var runs: [Range<Int>] = []
    var start: Int?
    for (place, byte) in bytes.enumerated() {
      if isMember(byte) {
        start = start ?? place
      } else if let first = start {
        runs.append(first..<place)
        start = nil
      }
    }
    if let first = start { runs.append(first..<bytes.count) }
    return runs
  }
}

extension MutableFormat where Self == TextFormat {
  /// JSON with some keys.
  static func json(_ keys: [String]) -> TextFormat {
    TextFormat(
      words: keys.map { "\"\($0)\":" } + ["{", "}", "[", "]", ",", "\"", "null", "\\u0000"])
  }
}
