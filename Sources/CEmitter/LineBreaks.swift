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
    return wrapped(line, margin: margin + "    ")
  }

  private static func wrapped(_ line: String, margin: String) -> [String] {
    let isComment = line.drop { $0 == " " }.hasPrefix("/*")
    var lines: [String] = []
    var rest = line
    while rest.count > limit, let end = bestBreak(rest, isComment: isComment) {
      lines.append(String(rest.prefix(end)))
      rest = margin + rest.dropFirst(end).drop { $0 == " " }
    }
    return lines + [rest]
  }

  /// The column to break at: after an assignment if the rest then fits, or else the last within the
  /// limit of those with the fewest open parentheses.
  private static func bestBreak(_ line: String, isComment: Bool) -> Int? {
    let characters = Array(line)
    let start = line.prefix { $0 == " " }.count
    var depth = 0
    var best: (column: Int, depth: Int)?
    if let assignment = line.range(of: " = "), !isComment {
      let column = line.distance(from: line.startIndex, to: assignment.upperBound) - 1
      if column < limit, line.count - column + start + 3 <= limit { return column }
    }
    for column in characters.indices.prefix(limit) where column > start {
      switch characters[column - 1] {
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      default: break
      }
      guard characters[column] == " ", column + 2 < characters.count else { continue }
      let before = characters[(column - 2)..<column]
      let after = characters[column + 1]
      let breaks =
        isComment || before == [" ", "="] || ",;".contains(before[column - 1])
        || "+?:&".contains(after)
      if breaks, best.map({ depth <= $0.depth }) ?? true { best = (column, depth) }
    }
    return best?.column
  }
}
