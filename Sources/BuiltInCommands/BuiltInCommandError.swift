/// What can be wrong with commands that only Croton's own program has: the words that a user reads.
enum BuiltInCommandError: Error, Sendable, Equatable, CustomStringConvertible {
  case filterCounts([Int], largest: Int)
  case hiddenUnits(Int, largest: Int)
  case imageReplaced(String)
  case unknownModel(String, run: String, known: [String])

  var description: String {
    switch self {
    case .filterCounts(let counts, let largest):
      "--nkerns is '\(counts.map(String.init).joined(separator: " "))'; "
        + "expected two numbers from 1 to \(largest), as in --nkerns 20 50."
    case .hiddenUnits(let count, let largest):
      "--hidden is \(count); expected 1 to \(largest)."
    case .imageReplaced(let path):
      "'\(path)' is the image itself; expected another folder to write to."
    case .unknownModel(let name, let run, let known):
      "'\(run)' is a run of \(name), which is no model of croton; "
        + "expected \(known.joined(separator: ", ")), or the program of that model."
    }
  }
}
