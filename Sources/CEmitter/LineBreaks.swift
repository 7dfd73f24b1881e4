/// Breaks lines that are too long to read, as clang-format does: where the fewest parentheses are
/// open, with what follows indented by four columns.
enum LineBreaks {
  static let limit = 100

  /// - Parameter text: C in which every line holds one statement and perhaps a comment after it.
  static func apply(to text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { line in line.count <= limit ? [String(line)] : broken(String(line)) }
      .joined(separator: "\n")
  }

  private static func broken(_ line: String) -> [String] {
    let margin = String(line.prefix { $0 == " " })
    let content = String(line.dropFirst(margin.count))
    if content.hasPrefix("#") { return [line] }
    if content.hasPrefix("/*") { return wrapped(line, margin: margin + "   ") }
    if let comment = line.range(of: " /* ") {
      // What is said after a long line is said before it.
      let code = String(line[..<comment.lowerBound])
      return apply(to: margin + line[comment.lowerBound...].dropFirst() + "\n" + code)
        .split(separator: "\n").map(String.init)
    }
    if let branches = branches(of: line, margin: margin + "    ") {
      return branches.flatMap { apply(to: $0).split(separator: "\n").map(String.init) }
    }
    return wrapped(line, margin: margin + "    ")
  }

  /// A statement that ends in a choice, with the condition and both values on lines of their own,
  /// unless all of the choice has room on one line.
  private static func branches(of line: String, margin: String) -> [String]? {
    var depth = 0
    var starts: [String.Index] = []
    for index in line.indices {
      switch line[index] {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "?" where depth == 0 && starts.isEmpty, ":" where depth == 0 && starts.count == 1:
        starts.append(index)
      default: break
      }
    }
    // A space is all that a break may take away: what a user wrote may have none.
    guard starts.count == 2,
      starts.allSatisfy({ $0 > line.startIndex && line[line.index(before: $0)] == " " })
    else { return nil }
    if let assignment = assignment(line),
      margin.count + line.distance(from: assignment.upperBound, to: line.endIndex) <= limit
    {
      return nil
    }
    return [
      String(line[..<line.index(before: starts[0])]),
      margin + line[starts[0]..<line.index(before: starts[1])], margin + line[starts[1]...],
    ]
  }

  /// The sign of an assignment.
  private static func assignment<Text: Collection<Character>>(_ text: Text) -> Range<Text.Index>? {
    text.firstRange(of: " = ") ?? text.firstRange(of: " += ")
  }

  private static func wrapped(_ line: String, margin: String) -> [String] {
    let isComment = line.drop { $0 == " " }.hasPrefix("/*")
    let characters = Array(line)
    var lines: [String] = []
    // What a piece begins with, and where the rest of it begins in the line.
    var (indent, position) = ([Character](), 0)
    while indent.count + characters.count - position > limit {
      // No more of the line than can hold the break: a constant may be a line of megabytes.
      let head = indent + characters[position...].prefix(limit + 2)
      let count = indent.count + characters.count - position
      guard let end = bestBreak(head, of: count, isComment: isComment) else { break }
      lines.append(String(head[..<end]))
      position += end - indent.count
      while position < characters.count, characters[position] == " " { position += 1 }
      indent = Array(margin)
    }
    return lines + [String(indent + characters[position...])]
  }

  /// The column to break at: after an assignment if the rest then fits, or else the last within the
  /// limit of those with the fewest open parentheses, where a comma comes before a sign.
  ///
  /// - Parameters:
  ///   - characters: the beginning of the line.
  ///   - count: the length of the whole line.
  private static func bestBreak(
    _ characters: [Character], of count: Int, isComment: Bool
  ) -> Int? {
    let start = characters.prefix { $0 == " " }.count
    var depth = 0
    var best: (column: Int, depth: Int, isComma: Bool)?
    if let assignment = assignment(characters), !isComment {
      let column = assignment.upperBound - 1
      if column < limit, count - column + start + 3 <= limit { return column }
    }
    for column in characters.indices.prefix(limit) where column > start {
      switch characters[column - 1] {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      default: break
      }
      // The end of a comment stays with its last word.
      guard characters[column] == " ", column + (isComment ? 3 : 2) < count else { continue }
      let before = characters[(column - 2)..<column]
      let after = characters[column + 1]
      let breaks =
        isComment || before == [" ", "="] || ",;".contains(before[column - 1])
        || ("+?:&".contains(after) && characters.dropFirst(column + 2).first != "=")
      let isComma = !isComment && before[column - 1] == ","
      let isBetter =
        best.map { depth < $0.depth || depth == $0.depth && (isComma || !$0.isComma) } ?? true
      if breaks, isBetter { best = (column, depth, isComma) }
    }
    return best?.column
  }
}
