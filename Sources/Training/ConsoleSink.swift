import Foundation

/// Where a console reporter writes.
public protocol ConsoleSink {
  /// The columns of the terminal, or nil where this is none and drawing over a line is impossible.
  var terminalColumns: Int? { get }

  /// Writes the text at once.
  func write(_ text: String) throws
}

/// The standard error of the process.
///
/// What cannot be written there is dropped: there is nowhere left to say so.
public struct StandardError: ConsoleSink {
  public init() {}

  public var terminalColumns: Int? { nil }

  public func write(_ text: String) {
    try? File.write(Array(text.utf8), to: STDERR_FILENO, name: "standard error")
  }
}

/// The standard output of the process.
public struct StandardOutput: ConsoleSink {
  public init() {}

  public var terminalColumns: Int? {
    let isDumb = ProcessInfo.processInfo.environment["TERM"] == "dumb"
    guard isatty(STDOUT_FILENO) == 1, !isDumb else { return nil }
    var size = winsize()
    // Safe: the system fills in the structure, which lives through the call.
    let hasSize = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return hasSize ? Int(size.ws_col) : 80
  }

  public func write(_ text: String) throws {
    // What `print` has buffered comes first.
    fflush(nil)
    try File.write(Array(text.utf8), to: STDOUT_FILENO, name: "standard output")
  }
}
