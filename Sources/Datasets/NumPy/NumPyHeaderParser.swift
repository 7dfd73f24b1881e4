/// Parses the dict of a header, such as `{'descr': '<f4', 'fortran_order': False, 'shape': (3, 4),
/// }`.
struct NumPyHeaderParser {
  private let text: [UInt8]
  /// The position of the next byte.
  private(set) var position = 0

  private(set) var code: String?
  private(set) var isColumnMajor: Bool?
  private(set) var shape: [Int]?

  init(_ text: [UInt8]) { self.text = text }

  /// Parses the dict, and returns whether it is that of a header; if not, the position is that of
  /// the error.
  mutating func parse() -> Bool {
    guard take("{") else { return false }
    while !take("}") {
      guard let key = string(), take(":"), parseValue(of: key) else { return false }
      guard take(",") || isNext("}") else { return false }
    }
    skipSpaces()
    return position == text.count
  }

  private mutating func parseValue(of key: String) -> Bool {
    switch key {
    case "descr":
      // A list describes records of several types.
      code = isNext("[") ? remainder() : string()
      return code != nil
    case "fortran_order":
      if take("True") { isColumnMajor = true } else if take("False") { isColumnMajor = false }
      return isColumnMajor != nil
    case "shape":
      shape = tuple()
      return shape != nil
    default: return false
    }
  }

  /// The text of a list, up to the bracket that ends it.
  private mutating func remainder() -> String? {
    let start = position
    var depth = 0
    while position < text.count {
      if text[position] == UInt8(ascii: "[") { depth += 1 }
      if text[position] == UInt8(ascii: "]") { depth -= 1 }
      position += 1
      if depth == 0 { return String(decoding: text[start..<position], as: UTF8.self) }
    }
    return nil
  }

  private mutating func string() -> String? {
    skipSpaces()
    guard position < text.count, text[position] == 0x27 || text[position] == 0x22,
      let end = text[(position + 1)...].firstIndex(of: text[position])
    else { return nil }
    defer { position = end + 1 }
    return String(decoding: text[(position + 1)..<end], as: UTF8.self)
  }

  private mutating func tuple() -> [Int]? {
    guard take("(") else { return nil }
    var items: [Int] = []
    while !take(")") {
      skipSpaces()
      let digits = text[position...].prefix { (0x30...0x39).contains($0) }
      guard let item = Int(String(decoding: digits, as: UTF8.self)) else { return nil }
      position += digits.count
      // Python 2 wrote long numbers so.
      _ = take("L")
      items.append(item)
      guard take(",") || isNext(")") else { return nil }
    }
    return items
  }

  private mutating func take(_ word: String) -> Bool {
    guard isNext(word) else { return false }
    position += word.utf8.count
    return true
  }

  private mutating func isNext(_ word: String) -> Bool {
    skipSpaces()
    return text[position...].starts(with: word.utf8)
  }

  private mutating func skipSpaces() {
    while position < text.count, [0x20, 0x0a, 0x09, 0x0d].contains(text[position]) { position += 1 }
  }
}
