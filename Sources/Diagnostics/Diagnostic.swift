/// A user's mistake: what is wrong, and the line it was written on.
public struct Diagnostic: Error, Sendable, CustomStringConvertible {
  /// Whether it stops what the user asked for.
  public enum Severity: String, Sendable {
    case error
    case warning
  }

  public let severity: Severity
  public let location: SourceLocation
  public let message: String
  /// Other lines that have to do with it, each with its own remark.
  public let notes: [Note]

  /// A remark about another line.
  public struct Note: Sendable {
    public let location: SourceLocation
    public let message: String

    public init(location: SourceLocation, message: String) {
      self.location = location
      self.message = message
    }
  }

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
  public let diagnostics: [Diagnostic]

  public init(_ diagnostics: [Diagnostic]) {
    self.diagnostics = diagnostics
  }

  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
