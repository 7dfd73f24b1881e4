import GraphIR

extension SumTree {
  /// The first term of a chunk, which is an expression.
  func start(of chunk: String) -> String {
    chunks == 1
      ? "0" : CExpression.product(CExpression.start(of: chunk, blocks), granularity)
  }

  /// The term after the last of a chunk.
  func end(of chunk: String) -> String {
    if chunks == 1 { return "\(terms)" }
    let next = start(of: "\(chunk) + 1")
    return terms == blocks.extent * granularity
      ? next : "\(chunk) < \(chunks - 1) ? \(next) : \(terms)"
  }
}

/// The additions of a binary tree over the sums of chunks, level by level, in place.
///
///     sums[i] = sums[2 * i] + sums[2 * i + 1];
struct TreeLevels {
  struct Level: TemplateValues {
    let pairs: Int
    /// The sum of a pair.
    let sum: String
  }

  /// All levels but the last.
  let levels: [Level]
  /// The sum of all chunks.
  let total: String

  /// - Parameters:
  ///   - chunks: the number of chunks, a power of two.
  ///   - place: the place of the sum of a chunk.
  init(_ chunks: Int, at place: (String) -> String) {
    func sum(_ left: String, _ right: String) -> String { "\(place(left)) + \(place(right))" }
    var levels: [Level] = []
    var count = chunks
    while count > 2 {
      count /= 2
      levels.append(Level(pairs: count, sum: sum("2 * i", "2 * i + 1")))
    }
    self.levels = levels
    total = count == 2 ? sum("0", "1") : place("0")
  }
}

extension CWriter {
  /// The levels of a binary tree, each of whose statements may be done for many sums.
  mutating func add(
    _ tree: TreeLevels, _ index: String, at place: (String) -> String,
    each: (_ statement: String, inout CWriter) -> Void = { $1.add($0) }
  ) {
    for level in tree.levels {
      loop(index, "i", to: level.pairs) { each("\(place("i")) = \(level.sum);", &$0) }
    }
  }
}
