/// Makes blocks of loops that run once: an axis of one index needs no loop, but the index keeps its
/// name.
///
///     CROTON_UNROLL
///     for (int q = 0; q < 1; ++q) {         {
///       sums[q] = 0;                  ->      const int q = 0;
///     }                                       sums[q] = 0;
///                                           }
enum SingleIterations {
  /// - Parameter text: C with each brace that a loop opens at the end of its line.
  static func apply(to text: String) -> String {
    guard text.contains("for (") else { return text }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    var result: [Substring] = []
    var number = 0
    while number < lines.count {
      let line = lines[number]
      let loop = Loop(line)
      number += 1
      if line.hasPrefix("#pragma omp for") {
        let loops = lines[number...].prefix(depth(of: line)).map(Loop.init)
        number += loops.count
        result += share(line, loops, lines[number...])
      } else if loop.runsOnce {
        // What says how to unroll a loop goes with it.
        if let last = result.last?.drop(while: { $0 == " " }),
          last == "CROTON_UNROLL" || last == "CROTON_ROLLED"
        {
          result.removeLast()
        }
        result += loop.block(lines[number...])
      } else {
        result.append(line)
      }
    }
    return Indentation.apply(to: withoutBlocksOfBlocks(result).joined(separator: "\n"))
  }

  /// The lines without blocks that hold nothing but another block: clang-format takes their braces
  /// for those of a list.
  private static func withoutBlocksOfBlocks(_ lines: [Substring]) -> [Substring] {
    var open: [Int] = []
    var ends: [Int: Int] = [:]
    for (number, line) in lines.enumerated() {
      for character in line where character == "{" || character == "}" {
        if character == "{" {
          open.append(number)
        } else if let start = open.popLast() {
          ends[start] = number
        }
      }
    }
    let bare = lines.map { $0.drop { $0 == " " } }
    var dropped: Set<Int> = []
    for (outer, end) in ends where bare[outer] == "{" && bare[end] == "}" {
      if bare[outer + 1] == "{", ends[outer + 1] == end - 1, bare[end - 1] == "}" {
        dropped.formUnion([outer, end])
      }
    }
    return dropped.isEmpty
      ? lines : lines.indices.filter { !dropped.contains($0) }.map { lines[$0] }
  }

  /// The number of loops that threads share.
  private static func depth(of pragma: Substring) -> Int {
    pragma.firstMatch(of: /collapse\((\d+)\)/).flatMap { Int($0.output.1) } ?? 1
  }

  /// A directive before those of its loops that run more than once.
  private static func share(
    _ pragma: Substring, _ loops: [Loop], _ rest: ArraySlice<Substring>
  ) -> [Substring] {
    let blocks = loops.prefix { $0.runsOnce }
    let shared = loops.dropFirst(blocks.count).prefix { !$0.runsOnce }
    var lines = blocks.flatMap { $0.block(rest) }
    if shared.isEmpty {
      lines.insert("#pragma omp single\(pragma.hasSuffix(" nowait") ? " nowait" : "")", at: 0)
    } else {
      let collapse = shared.count > 1 ? " collapse(\(shared.count))" : ""
      lines.append(
        Substring(
          pragma.replacing(/\ collapse\(\d+\)/, with: "").replacing(
            "omp for", with: "omp for\(collapse)")))
      for loop in loops.dropFirst(blocks.count) {
        lines += loop.runsOnce ? loop.block(rest) : [loop.line]
      }
    }
    return lines
  }

  /// The head of a loop, which is known to run once where its bounds are literals.
  private struct Loop {
    let line: Substring
    let runsOnce: Bool
    private var type: Substring = ""
    private var index: Substring = ""
    private var start = 0

    init(_ line: Substring) {
      self.line = line
      // Split rather than matched: a regular expression is parsed wherever it is evaluated, which
      // takes longer than all else that is done to the line.
      let words = line.drop { $0 == " " }.hasPrefix("for (") ? line.split(separator: " ") : []
      guard words.count >= 10, words[3] == "=", words[5] == words[2], words[6] == "<",
        words[words.count - 1] == "{", let start = Int(words[4].dropLast()),
        let end = Int(words[7].dropLast()), let step = Self.step(words[8..<words.count - 1])
      else {
        runsOnce = false
        return
      }
      (type, index, self.start) = (words[1].dropFirst(), words[2], start)
      runsOnce = start < end && start + step >= end
    }

    /// The number in `++q)`, which is 1, or in `q += 4)`.
    private static func step(_ words: ArraySlice<Substring>) -> Int? {
      switch words.count {
      case 1: words.first?.hasPrefix("++") == true ? 1 : nil
      case 3 where words.dropFirst().first == "+=": words.last.flatMap { Int($0.dropLast()) }
      default: nil
      }
    }

    /// The block in the loop's place, with the index if the lines up to its end name it.
    func block(_ body: ArraySlice<Substring>) -> [Substring] {
      var depth = 1
      var isUsed = false
      for line in body {
        depth += line.count { $0 == "{" } - line.count { $0 == "}" }
        isUsed = isUsed || line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.contains(index)
        if depth <= 0 || isUsed { break }
      }
      return isUsed ? ["{", "const \(type) \(index) = \(start);"] : ["{"]
    }
  }
}
