import Files
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
  /// The standard error of this process.
  public init() {}

  /// `nil`: nothing is drawn over a line of errors.
  public var terminalColumns: Int? { nil }

  /// Writes the text as far as it can be written.
  public func write(_ text: String) {
    StandardStreams.writeError(text)
  }
}

/// The standard output of the process.
public struct StandardOutput: ConsoleSink {
  /// The standard output of this process.
  public init() {}

  /// The columns of the terminal, 80 where it does not say, or `nil` where the output goes
  /// elsewhere.
  public var terminalColumns: Int? {
    let isDumb = ProcessInfo.processInfo.environment["TERM"] == "dumb"
    guard isatty(STDOUT_FILENO) == 1, !isDumb else { return nil }
    var size = winsize()
    // Safe: the system fills in the structure, which lives through the call.
    let hasSize = ioctl(STDOUT_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
    return hasSize ? Int(size.ws_col) : 80
  }

  /// Writes the text, after all that `print` has kept back.
  ///
  /// - Throws: ``ClosedOutputError`` for a pipe that nobody reads any more, where SIGPIPE does not
  ///   end the process; ``TrainingError/file(_:path:reason:)`` where it cannot be written.
  public func write(_ text: String) throws {
    do {
      try StandardStreams.write(text)
    } catch {
      throw error.code == EPIPE ? ClosedOutputError() : TrainingError(error)
    }
  }
}

/// A standard output that nobody reads any more: the end of a pipe into `head`.
public struct ClosedOutputError: Error, CustomStringConvertible {
  /// That nobody reads the output.
  public var description: String { "nobody reads the standard output any more" }
}
