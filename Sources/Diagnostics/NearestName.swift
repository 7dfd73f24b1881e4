/// The name that was most likely meant, or `nil` where none is near.
///
/// Nearness is the least number of letters added, left out, replaced or exchanged with their
/// neighbours (Damerau, 1964). A third of the letters may be wrong: in a word of two letters none, in
/// one of three to five one.
package func nearest(to word: String, in names: [String]) -> String? {
  let limit = word.count / 3
  let ranked = names.map { ($0, editDistance(Array(word), Array($0))) }.filter { $0.1 <= limit }
  return ranked.min { $0.1 < $1.1 }?.0
}

/// How a message about an unknown name ends: with the name that was most likely meant, or else with all
/// that there are.
///
///     suggestion(for: "ful", in: ["none", "full"])    // ; did you mean 'full'?
///     suggestion(for: "some", in: ["none", "full"])   // ; there are 'none', 'full'
package func suggestion(for word: String, in names: [String]) -> String {
  if let nearest = nearest(to: word, in: names) { return "; did you mean '\(nearest)'?" }
  return names.isEmpty
    ? "; there are none with a name"
    : "; there are " + names.map { "'\($0)'" }.joined(separator: ", ")
}

private func editDistance(_ a: [Character], _ b: [Character]) -> Int {
  // The last rows of the table of distances between beginnings of `a` and of `b`.
  var (beforeLast, last) = ([Int](), Array(0...b.count))
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var distance = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
        distance = min(distance, beforeLast[j - 1] + 1)
      }
      row.append(distance)
    }
    (beforeLast, last) = (last, row)
  }
  return last[b.count]
}
