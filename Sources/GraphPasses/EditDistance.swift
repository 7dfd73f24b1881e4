extension String {
  /// How many characters have to be put in, left out or replaced to get another string
  /// (Levenshtein, 1966).
  func editDistance(to other: String) -> Int {
    let other = Array(other)
    var row = Array(0...other.count)
    for (index, character) in enumerated() {
      var next = row
      next[0] = index + 1
      for column in other.indices {
        let replaced = row[column] + (character == other[column] ? 0 : 1)
        next[column + 1] = Swift.min(replaced, row[column + 1] + 1, next[column] + 1)
      }
      row = next
    }
    return row[other.count]
  }

  /// The candidate with the least edit distance, the first of several.
  func nearest(of candidates: [String]) -> String? {
    candidates.min { editDistance(to: $0) < editDistance(to: $1) }
  }
}
