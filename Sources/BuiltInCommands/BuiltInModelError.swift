/// What can be wrong with the options of a built-in model: the words that a user reads.
enum BuiltInModelError: Error, Sendable, Equatable, CustomStringConvertible {
  case filterCounts([Int], largest: Int)
  case hiddenUnits(Int, largest: Int)

  var description: String {
    switch self {
    case .filterCounts(let counts, let largest):
      "--nkerns is '\(counts.map(String.init).joined(separator: " "))'; "
        + "expected two numbers from 1 to \(largest), as in --nkerns 20 50."
    case .hiddenUnits(let count, let largest):
      "--hidden is \(count); expected 1 to \(largest)."
    }
  }
}
