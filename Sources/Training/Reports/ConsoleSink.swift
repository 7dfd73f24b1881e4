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

  /// The columns of the terminal, 80 where it does not say, or `nil` where errors go elsewhere or
  /// the terminal is called `dumb`.
  public var terminalColumns: Int? { Terminal.columns(of: STDERR_FILENO) }

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
  /// elsewhere or the terminal is called `dumb`.
  public var terminalColumns: Int? { Terminal.columns(of: STDOUT_FILENO) }

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
