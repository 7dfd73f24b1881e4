import Croton
import Files

/// The standard output of a command: a line that is lost is an error.
package enum Output {
  /// Writes a line.
  ///
  /// - Throws: `TrainingError` where it cannot be written, `ClosedOutputError` where nobody reads
  ///   it.
  package static func write(_ line: some CustomStringConvertible) throws {
    try StandardOutput().write("\(line)\n")
  }

  /// Writes a line to the standard error.
  static func writeError(_ line: String) { StandardStreams.writeError("\(line)\n") }
}
