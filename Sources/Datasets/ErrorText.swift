import Files

/// Parts of the texts of errors.
enum ErrorText {
  /// Text of a file, made safe to print on a terminal, and cut to a readable length.
  static func quoted(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let escaped = scalars.prefix(80).map { $0.escaped(asASCII: true) }.joined()
    return scalars.count > 80 ? "'\(escaped)…'" : "'\(escaped)'"
  }

  /// The first eight of some names.
  static func list(_ names: [String]) -> String {
    (names.prefix(8).map(quoted) + (names.count > 8 ? ["…"] : [])).joined(separator: ", ")
  }

  /// A number of bytes.
  static func bytes(_ count: Int) -> String { count == 1 ? "1 byte" : "\(count) bytes" }

  /// The extents of axes, such as `28 x 28`.
  static func sizes(_ sizes: [Int]) -> String {
    sizes.map(String.init).joined(separator: " x ")
  }

  /// A shape as Python writes it, and no more than eight sizes of it.
  static func shape(_ shape: [Int]) -> String {
    if shape.count == 1 { return "(\(shape[0]),)" }
    let sizes = shape.prefix(8).map(String.init) + (shape.count > 8 ? ["…"] : [])
    return "(\(sizes.joined(separator: ", ")))"
  }

  /// A number in hexadecimal digits.
  static func hexadecimal(_ value: Int, digits: Int = 8) -> String {
    let text = String(value, radix: 16)
    return "0x" + String(repeating: "0", count: max(0, digits - text.count)) + text
  }
}
