/// Reads a text from left to right. Spaces separate what they stand between, and say nothing else.
package struct TextScanner {
  private let characters: [Character]
  private var position = 0
  /// The operations of the user's that the text may name.
  package let customOperations: [AnyCustomOperation]

  package init(_ text: String, customOperations: [AnyCustomOperation] = []) {
    characters = Array(text)
    self.customOperations = customOperations
  }

  // MARK: Where it is

  /// A place in the text.
  package struct Mark: Sendable {
    fileprivate let position: Int
  }

  /// Where the next word begins.
  package mutating func mark() -> Mark {
    skipSpaces()
    return Mark(position: position)
  }

  /// Goes back to a place on the same line.
  package mutating func go(to mark: Mark) {
    position = mark.position
  }

  package var isAtEnd: Bool { position >= characters.count }

  /// The line that it has come to, counted from 1.
  package private(set) var line = 1

  /// Whether what comes next is no word.
  mutating func isAtPunctuation() -> Bool {
    skipSpaces()
    return next.map { !Self.isInWord($0) } ?? true
  }

  private var next: Character? { position < characters.count ? characters[position] : nil }

  private mutating func skipSpaces() {
    while next == " " { position += 1 }
  }

  // MARK: What it reads

  /// Goes past the given text, if it comes next. A word has to end where the text does.
  package mutating func take(_ text: String) -> Bool {
    skipSpaces()
    let end = position + text.count
    guard end <= characters.count, characters[position..<end].elementsEqual(text) else {
      return false
    }
    if let last = text.last, Self.isInWord(last), end < characters.count,
      Self.isInWord(characters[end])
    {
      return false
    }
    position = end
    return true
  }

  package mutating func expect(_ text: String) throws(TextError) {
    guard take(text) else { throw error(expected: "'\(text)'") }
  }

  /// Goes past the end of the line, and past empty lines after it.
  package mutating func expectEndOfLine() throws(TextError) {
    skipSpaces()
    guard isAtEnd || next?.isNewline == true else { throw error(expected: "the end of the line") }
    while let character = next, character.isNewline || character == " " {
      if character.isNewline { line += 1 }
      position += 1
    }
  }

  /// A word of letters, digits and underscores.
  package mutating func word(_ what: String) throws(TextError) -> String {
    skipSpaces()
    let start = position
    while let character = next, Self.isInWord(character) { position += 1 }
    guard position > start else { throw error(expected: what) }
    return String(characters[start..<position])
  }

  package mutating func integer(_ what: String = "an integer") throws(TextError) -> Int {
    let start = mark()
    let text = numeral()
    guard let integer = Int(text) else {
      go(to: start)
      throw error(expected: what)
    }
    return integer
  }

  package mutating func real() throws(TextError) -> Double {
    let start = mark()
    guard let number = Double(numeral()) else {
      go(to: start)
      throw error(expected: "a number")
    }
    return number
  }

  mutating func numeral() -> String {
    let start = position
    while let character = next, Self.isInWord(character) || "+-.".contains(character) {
      position += 1
    }
    return String(characters[start..<position])
  }

  /// A text between quotation marks, as `String.quoted` writes it.
  package mutating func quoted() throws(TextError) -> String {
    let start = mark()
    try expect("\"")
    var text = ""
    while let character = next, !character.isNewline {
      position += 1
      if character == "\"" { return text }
      guard character == "\\" else {
        text.append(character)
        continue
      }
      switch next {
      case "n": text.append("\n")
      case "r": text.append("\r")
      case "\"", "\\": text.append(next ?? "\\")
      default: throw error(expected: "'n', 'r', '\"' or '\\' after '\\'")
      }
      position += 1
    }
    go(to: start)
    throw error(expected: "a text that ends with '\"' on its line")
  }

  /// All up to the end of the line, without spaces at either end.
  package mutating func restOfLine() -> String {
    skipSpaces()
    let start = position
    while let character = next, !character.isNewline { position += 1 }
    var end = position
    while end > start, characters[end - 1] == " " { end -= 1 }
    return String(characters[start..<end])
  }

  /// Goes past the next of a character on the line.
  package mutating func skip(past end: Character) throws(TextError) {
    while let character = next, character != end, !character.isNewline { position += 1 }
    try expect("\(end)")
  }

  /// Numbers in brackets, as `[2, 2]`.
  package mutating func integers() throws(TextError) -> [Int] {
    try list(from: "[", to: "]") { scanner throws(TextError) in try scanner.integer() }
  }

  /// What is read of each element of a list with commas; a comma may come after the last.
  package mutating func list<Element>(
    from start: String, to end: String,
    _ element: (inout TextScanner) throws(TextError) -> Element
  ) throws(TextError) -> [Element] {
    try expect(start)
    var elements: [Element] = []
    while !take(end) {
      elements.append(try element(&self))
      if !take(",") {
        guard take(end) else { throw error(expected: "',' or '\(end)'") }
        break
      }
    }
    return elements
  }

  private static func isInWord(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_"
  }

  // MARK: What is wrong

  /// An error at the next word.
  package mutating func error(expected: String) -> TextError {
    skipSpaces()
    return error("expected \(expected), got \(nextText)")
  }

  /// An error at the next word, or at a place.
  package func error(_ message: String, at mark: Mark? = nil) -> TextError {
    let position = mark?.position ?? position
    let before = characters[..<position]
    let start = before.lastIndex { $0.isNewline }.map { $0 + 1 } ?? 0
    return TextError(
      line: 1 + before.count { $0.isNewline }, column: 1 + position - start, message: message)
  }

  /// The word, or the sign, that comes next.
  private var nextText: String {
    guard let first = next else { return "the end of the text" }
    if first.isNewline { return "the end of the line" }
    let word = characters[position...].prefix { Self.isInWord($0) }
    return "'\(word.isEmpty ? String(first) : String(word))'"
  }
}

/// What is wrong with a text, and where.
package struct TextError: Error, Sendable, Equatable, CustomStringConvertible {
  package let line: Int
  package let column: Int
  package let message: String

  package init(line: Int, column: Int, message: String) {
    self.line = line
    self.column = column
    self.message = message
  }

  package var description: String { "line \(line), column \(column): \(message)" }
}
