/// What can be wrong with what a benchmark is asked for.
public enum BenchmarkError: Error, Sendable, Equatable, CustomStringConvertible {
  case sweepMalformed(String)
  case width(Int)
  case unknownNetwork(String, nearest: String?, known: [String])

  public var description: String {
    switch self {
    case .sweepMalformed(let argument):
      "cannot sweep over '\(argument)'; expected batch, threads or width and its values, as in batch=64,128"
    case .width(let bytes):
      "vectors of \(bytes) bytes are not possible; expected 16, 32 or 64"
    case .unknownNetwork(let name, let nearest, let known):
      "there is no network '\(name)'.\(nearest.map { " Did you mean '\($0)'?" } ?? "")\n"
        + "There are \(known.joined(separator: ", "))."
    }
  }
}
