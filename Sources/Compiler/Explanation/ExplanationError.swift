import Diagnostics

/// What can be wrong with the question what a function went through: the words that a user reads.
public enum ExplanationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A name that no stage has.
  case unknownStage(String, known: [String])

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .unknownStage(let name, let known):
      "there is no stage '\(name)'" + suggestion(for: name, in: known)
    }
  }
}
