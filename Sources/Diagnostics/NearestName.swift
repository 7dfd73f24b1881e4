/// The name that was most likely meant, or `nil` where none is near.
///
/// Nearness is the least number of letters added, left out or replaced (Levenshtein, 1966). Two
/// letters, or a third of a long word, may be wrong; in a word of three letters one.
public func nearest(to word: String, in names: [String]) -> String? {
  let limit = word.count <= 3 ? 1 : max(2, word.count / 3)
  let ranked = names.map { ($0, editDistance(Array(word), Array($0))) }.filter { $0.1 <= limit }
  return ranked.min { $0.1 < $1.1 }?.0
}

/// How a message about an unknown name ends: with the name that was most likely meant, or else with all
/// that there are.
///
///     suggestion(for: "ful", in: ["none", "full"])    // ; did you mean 'full'?
///     suggestion(for: "some", in: ["none", "full"])   // ; there are 'none', 'full'
public func suggestion(for word: String, in names: [String]) -> String {
  if let nearest = nearest(to: word, in: names) { return "; did you mean '\(nearest)'?" }
  return names.isEmpty
    ? "; there are none with a name"
    : "; there are " + names.map { "'\($0)'" }.joined(separator: ", ")
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  var row = Array(0...b.count)
  for (i, left) in a.enumerated() {
    var diagonal = row[0]
    row[0] = i + 1
    for (j, right) in b.enumerated() {
      let replaced = diagonal + (left == right ? 0 : 1)
      diagonal = row[j + 1]
      row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
    }
  }
  return row[b.count]
}
