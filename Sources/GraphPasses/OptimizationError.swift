import Diagnostics

/// What can be wrong with a choice of passes.
///
/// These are the words that a user reads; no other file of the target has wording for them.
public enum OptimizationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A name that no pass has.
  case unknownPass(String, known: [String])
  /// A name other than `none`, `canonical` and `full`.
  case unknownLevel(String, known: [String])

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .unknownPass(let name, let known):
      "there is no pass '\(name)'" + suggestion(for: name, in: known)
    case .unknownLevel(let name, let known):
      "there is no optimization '\(name)'" + suggestion(for: name, in: known)
    }
  }
}
