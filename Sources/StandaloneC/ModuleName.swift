/// The name of a module of Clang, and of the C target that it belongs to.
package struct ModuleName: Sendable, Hashable {
  package let text: String

  /// Words that an import of Swift cannot have as a name.
  static let swiftKeywords: Set<String> = [
    "Any", "Self", "_", "as", "associatedtype", "break", "case", "catch", "class", "continue",
    "default", "defer", "deinit", "do", "else", "enum", "extension", "fallthrough", "false",
    "fileprivate", "for", "func", "guard", "if", "import", "in", "init", "inout", "internal", "is",
    "let", "nil", "operator", "precedencegroup", "private", "protocol", "public", "repeat",
    "rethrows", "return", "self", "static", "struct", "subscript", "super", "switch", "throw",
    "throws", "true", "try", "typealias", "var", "where", "while",
  ]
  /// Words that a module map cannot have as a name.
  static let moduleMapKeywords: Set<String> = [
    "config_macros", "conflict", "exclude", "explicit", "export", "export_as", "extern",
    "framework", "header", "link", "module", "private", "requires", "textual", "umbrella", "use",
  ]

  /// - Throws: `StandaloneError.module`.
  package init(_ text: String) throws(StandaloneError) {
    let letters = Array(text.utf8)
    let isLetter = { (byte: UInt8) in
      (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || byte == UInt8(ascii: "_")
    }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    guard (1...StandaloneError.longestModule).contains(letters.count), isLetter(letters[0]),
      letters.allSatisfy({ isLetter($0) || isDigit($0) }), !Self.swiftKeywords.contains(text),
      !Self.moduleMapKeywords.contains(text)
    else { throw .module(text) }
    self.text = text
  }
}
