/// A fault of the compiler itself: a stage handed on something that its verifier refuses.
public struct InternalError: Error, Sendable, CustomStringConvertible {
  /// The stage or pass after which the fault was found.
  public let stage: String
  /// What was wrong.
  public let detail: String

  public init(stage: String, detail: String) {
    self.stage = stage
    self.detail = detail
  }

  public var description: String {
    "internal error after \(stage): \(detail)\nThis is a fault in Croton, not in your model."
  }
}
