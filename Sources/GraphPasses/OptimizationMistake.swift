/// What can be wrong with a choice of passes.
///
/// These are the words that a user reads; no other file of the target has wording for them.
public enum OptimizationMistake: Error, Sendable, Equatable, CustomStringConvertible {
  case unknownPass(String, nearest: String?)
  case unknownLevel(String, nearest: String?)

  public var description: String {
    switch self {
    case .unknownPass(let name, let nearest):
      "there is no pass '\(name)'" + Self.hint(nearest)
    case .unknownLevel(let name, let nearest):
      "there is no optimization '\(name)'" + Self.hint(nearest)
    }
  }

  private static func hint(_ nearest: String?) -> String {
    nearest.map { "; did you mean '\($0)'?" } ?? ""
  }
}
