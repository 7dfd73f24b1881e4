/// The name of a module of Clang, and of the C target that it belongs to.
package struct ModuleName: Sendable, Hashable {
  package let text: String

  /// Words that a module map or an import cannot have as a name.
  private static let keywords: Set<String> = [
    "config_macros", "conflict", "default", "exclude", "explicit", "export", "export_as", "extern",
    "framework", "func", "header", "import", "class", "enum", "let", "link", "module", "private",
    "protocol", "requires", "struct", "textual", "typealias", "umbrella", "use", "var",
  ]

  /// - Throws: `StandaloneError.module`.
  package init(_ text: String) throws(StandaloneError) {
    let letters = Array(text.utf8)
    let isLetter = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard (1...StandaloneError.longestModule).contains(letters.count), isLetter(letters[0]),
      letters.allSatisfy({ isLetter($0) || isDigit($0) }), !Self.keywords.contains(text)
    else { throw .module(text) }
    self.text = text
  }
}
