/// The header of a `.npy` file: the type, the shape and the order of the elements that follow.
///
/// The format is that of NumPy's `numpy.lib.format`, versions 1.0 to 3.0: a magic number, the
/// length of a Python dict as text, and the dict.
struct NumPyHeader {
  let type: NumPyType
  let shape: [Int]
  /// Whether the first axis varies fastest, which NumPy calls Fortran order.
  let isColumnMajor: Bool
  /// Where the elements begin.
  let dataOffset: Int
  /// The bytes of all elements.
  let byteCount: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)

  /// The largest size of a header in bytes; NumPy itself reads at most 10,000.
  private static let limit = 1 << 14

  /// Reads the header, up to the elements.
  init(_ content: ContentReader) throws {
    let magic = try content.bytes(6, purpose: "the magic number")
    guard magic == Self.magic else { throw content.fail(NumPyError.noMagicNumber, at: 0) }
    let version = try content.bytes(2, purpose: "the version")
    guard (1...3).contains(version[0]), version[1] == 0 else {
      throw content.fail(NumPyError.version(Int(version[0]), Int(version[1])), at: 6)
    }
    let sizeBytes = try content.bytes(version[0] == 1 ? 2 : 4, purpose: "the size of the header")
    let size = sizeBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard size <= Self.limit else {
      throw content.fail(NumPyError.longHeader(size, limit: Self.limit), at: 8)
    }
    let start = content.offset
    let text = try content.bytes(size, purpose: "the header")
    var parser = NumPyHeaderParser(text)
    guard parser.parse(), let code = parser.code, let isColumnMajor = parser.isColumnMajor,
      let shape = parser.shape
    else {
      throw content.fail(NumPyError.malformedHeader, at: start + min(parser.position, size))
    }
    guard let type = NumPyType(code: code) else {
      throw content.fail(NumPyError.elementType(code), at: start)
    }
    // As numbers, elements may take more than they do here.
    guard product(shape + [8]) != nil, let byteCount = product(shape + [type.size]) else {
      throw content.fail(NumPyError.arrayOverflows(shape: shape), at: start)
    }
    self.type = type
    self.shape = shape
    self.isColumnMajor = isColumnMajor
    self.byteCount = byteCount
    dataOffset = content.offset
  }

  /// The array in a few words, such as `an array of float32 of shape (3, 784)`.
  var summary: String { type.summary(ofArray: shape) }
}

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
