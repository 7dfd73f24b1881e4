import Diagnostics

/// What can be wrong with the question what a function went through: the words that a user reads.
public enum ExplanationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A name that no stage has.
  case unknownStage(String, known: [String])
  /// A name that `--exclude` takes, but that is a part of a pass.
  case partOfPass(String, pass: String)

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .unknownStage(let name, let known):
      "there is no stage '\(name)'" + suggestion(for: name, in: known)
    case .partOfPass(let name, let pass):
      "'\(name)' is no pass of its own; it is decided by '\(pass)'"
    }
  }
}
