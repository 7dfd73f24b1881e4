/// The difference between two texts, line by line, as `diff -u` shows it; empty lines do not count.
struct UnifiedDiff {
  private static let context = 3

  private struct Line {
    let mark: Character
    let text: Substring
  }

  private let lines: [Line]

  init(from before: String, to after: String) {
    let old = before.split(separator: "\n")
    let new = after.split(separator: "\n")
    var removed: Set<Int> = []
    var inserted: Set<Int> = []
    for change in new.difference(from: old) {
      switch change {
      case .remove(let offset, _, _): removed.insert(offset)
      case .insert(let offset, _, _): inserted.insert(offset)
      }
    }
    var lines: [Line] = []
    var (i, j) = (0, 0)
    while i < old.count || j < new.count {
      if removed.contains(i) {
        lines.append(Line(mark: "-", text: old[i]))
        i += 1
      } else if inserted.contains(j) {
        lines.append(Line(mark: "+", text: new[j]))
        j += 1
      } else {
        lines.append(Line(mark: " ", text: old[i]))
        (i, j) = (i + 1, j + 1)
      }
    }
    self.lines = lines
  }

  var isEmpty: Bool { lines.allSatisfy { $0.mark == " " } }

  /// The changed lines, each with a few lines around it.
  var text: String {
    var text = "--- before\n+++ after\n"
    var (old, new) = (1, 1)
    var position = 0
    for hunk in hunks {
      for line in lines[position..<hunk.lowerBound] { Self.count(line, &old, &new) }
      let starts = (old, new)
      for line in lines[hunk] { Self.count(line, &old, &new) }
      text += "@@ -\(Self.range(starts.0, old)) +\(Self.range(starts.1, new)) @@\n"
      text += lines[hunk].map { "\($0.mark)\($0.text)\n" }.joined()
      position = hunk.upperBound
    }
    return text
  }

  private static func count(_ line: Line, _ old: inout Int, _ new: inout Int) {
    if line.mark != "+" { old += 1 }
    if line.mark != "-" { new += 1 }
  }

  /// The lines from one to before another; an empty range is named by the line before it.
  private static func range(_ start: Int, _ end: Int) -> String {
    let count = end - start
    return count == 1 ? "\(start)" : "\(count == 0 ? start - 1 : start),\(count)"
  }

  /// The ranges of lines that are shown.
  private var hunks: [Range<Int>] {
    var hunks: [Range<Int>] = []
    for (number, line) in lines.enumerated() where line.mark != " " {
      let start = max(0, number - Self.context)
      let end = min(lines.count, number + Self.context + 1)
      if let last = hunks.last, last.upperBound >= start {
        hunks[hunks.count - 1] = last.lowerBound..<end
      } else {
        hunks.append(start..<end)
      }
    }
    return hunks
  }
}
