/// Indents lines by the braces and parentheses that are open before them, so that templates may leave
/// out a loop around what stays.
enum Indentation {
  /// - Parameter text: C in which no line begins within a string.
  static func apply(to text: String) -> String {
    var scope = Scope()
    return text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { scope.indent($0.drop { $0 == " " }) }
      .joined(separator: "\n")
  }

  /// What is open at the beginning of a line.
  private struct Scope {
    private var braces = 0
    private var parentheses = 0
    /// Where the text of an open comment begins.
    private var comment: Int?

    mutating func indent(_ line: Substring) -> String {
      guard !line.isEmpty, !line.hasPrefix("#") else { return String(line) }
      let columns =
        comment ?? (braces - (line.hasPrefix("}") ? 1 : 0)) * 2 + (parentheses > 0 ? 4 : 0)
      read(line, from: columns)
      return String(repeating: " ", count: columns) + line
    }

    private mutating func read(_ line: Substring, from columns: Int) {
      var previous: Character = " "
      for (offset, character) in line.enumerated() {
        switch (previous, character) {
        case ("/", "*") where comment == nil: comment = columns + offset + 2
        case ("*", "/"): comment = nil
        case (_, "{") where comment == nil: braces += 1
        case (_, "}") where comment == nil: braces -= 1
        case (_, "(") where comment == nil: parentheses += 1
        case (_, ")") where comment == nil: parentheses -= 1
        default: break
        }
        previous = character
      }
    }
  }
}
