import Foundation

/// Writes a script that can be run.
///
/// No program that another test starts meanwhile has the file open: a script that a process can
/// still write does not run.
public func writeScript(_ text: String, to path: String) throws {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o755)
  guard descriptor >= 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
  let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  try file.write(contentsOf: Data(text.utf8))
  try file.close()
}
