/// A fault of the compiler itself: a stage handed on something that its verifier refuses.
public struct InternalError: Error, Sendable, CustomStringConvertible {
  /// The stage or pass after which the fault was found.
  public let stage: String
  /// What was wrong.
  public let detail: String

  package init(stage: String, detail: String) {
    self.stage = stage
    self.detail = detail
  }

  /// The stage, what was wrong, and that the fault is not the user's.
  public var description: String {
    "internal error after \(stage): \(detail)\nThis is a fault in Croton, not in your model."
  }
}
