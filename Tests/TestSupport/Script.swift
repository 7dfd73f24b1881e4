import Foundation

/// Writes a script that can be run.
///
/// Another process writes it. A program that another test is just starting could hold a file open
/// that this process is writing, and a file that is open for writing cannot be run.
public func writeScript(_ text: String, to path: String) throws {
  let writer = try InstalledProgram("sh")
  let result = try writer.run([
    "-c", #"printf %s "$1" >"$2" && chmod 755 "$2""#, "sh", text, path,
  ])
  guard result.errors.isEmpty else { throw POSIXError(.EIO) }
}
