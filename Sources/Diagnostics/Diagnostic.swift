/// A user's mistake: what is wrong, and the line it was written on.
public struct Diagnostic: Error, Sendable, CustomStringConvertible {
  /// Whether it stops what the user asked for.
  public enum Severity: String, Sendable {
    /// It does: nothing is compiled.
    case error
    /// It does not.
    case warning
  }

  /// Whether it stops what the user asked for.
  public let severity: Severity
  /// The line that is wrong.
  public let location: SourceLocation
  /// What is wrong with it, in one sentence without a full stop.
  public let message: String
  /// Other lines that have to do with it, each with its own remark.
  public let notes: [Note]

  /// A remark about another line.
  public struct Note: Sendable {
    /// The other line.
    public let location: SourceLocation
    /// What it has to do with the mistake.
    public let message: String

    /// A remark about the line at `location`.
    public init(location: SourceLocation, message: String) {
      self.location = location
      self.message = message
    }
  }

  /// A mistake at the line at `location`.
  public init(
    _ severity: Severity = .error, location: SourceLocation, message: String, notes: [Note] = []
  ) {
    self.severity = severity
    self.location = location
    self.message = message
    self.notes = notes
  }

  /// The mistake as `Module/File.swift:12: error: what is wrong`, with a line for each note; as
  /// compilers print theirs.
  public var description: String {
    var lines = ["\(location): \(severity): \(message)"]
    lines += notes.map { "\($0.location): note: \($0.message)" }
    return lines.joined(separator: "\n")
  }
}

/// All the mistakes found in a model, thrown at once.
public struct ModelError: Error, Sendable, CustomStringConvertible {
  /// The mistakes, in the order in which they were found; at least one.
  public let diagnostics: [Diagnostic]

  /// The error of all the given mistakes.
  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  /// The mistakes as compilers print theirs, one after the other.
  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
