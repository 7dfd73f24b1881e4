/// Adds `(void)name;` for each parameter that a function does not read, so that compilers do not
/// warn: the parameters of a kernel follow from its operands, and for some shapes it reads nothing
/// of one.
enum UnusedParameters {
  /// - Parameter function: C whose parameters stand on lines of their own or, where there is one
  ///   only, behind the name.
  static func apply(to function: String) -> String {
    var lines = function.split(separator: "\n", omittingEmptySubsequences: false)
    guard let brace = lines.firstIndex(of: "{") else { return function }
    let words = words(of: lines[brace...].joined(separator: "\n"))
    let unused = lines[..<brace].compactMap(parameter).filter { !words.contains($0) }
    lines.insert(contentsOf: unused.map { "  (void)\($0);" }, at: brace + 1)
    return unused.isEmpty ? function : lines.joined(separator: "\n")
  }

  /// The words outside of comments.
  private static func words(of text: String) -> Set<Substring> {
    var words: Set<Substring> = []
    let bytes = text.utf8
    var (start, index, isInComment) = (bytes.startIndex, bytes.startIndex, false)
    while index < bytes.endIndex {
      let next = bytes.index(after: index)
      let pair = next < bytes.endIndex ? (bytes[index], bytes[next]) : (bytes[index], 0)
      if !isPartOfWord(bytes[index]) {
        if start < index, !isInComment { words.insert(text[start..<index]) }
        start = next
      }
      if pair == (slash, star) { isInComment = true }
      if pair == (star, slash) { isInComment = false }
      index = next
    }
    return words
  }

  private static let (slash, star) = (UInt8(ascii: "/"), UInt8(ascii: "*"))

  /// The name of the parameter that a line declares.
  private static func parameter(_ line: Substring) -> Substring? {
    guard line.hasPrefix("    ") else { return nil }
    let declaration = line.prefix { !",)[".contains($0) }
    return declaration.split { $0.utf8.count > 1 || !isPartOfWord($0.utf8.first ?? 0) }.last
  }

  private static func isPartOfWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
