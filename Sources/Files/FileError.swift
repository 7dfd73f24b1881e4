import Foundation

/// A file that the system refuses, and why, in its words.
package struct FileError: Error, Hashable, CustomStringConvertible {
  /// What was to be done with a file.
  package enum Operation: String, Sendable {
    case create, open, read, write
  }

  package let operation: Operation
  /// The path that the user gave.
  package let path: String
  package let reason: String
  /// The system's number for the reason; 0 where it is Croton that refuses.
  package let code: Int32

  package init(_ operation: Operation, path: String, reason: String) {
    self.operation = operation
    self.path = path
    self.reason = reason
    code = 0
  }

  /// The error that a system call has left in `errno`.
  init(_ operation: Operation, path: String, code: Int32 = errno) {
    self.operation = operation
    self.path = path
    self.code = code
    reason = systemReason(code)
  }

  /// Checks that there is a folder at a path.
  package static func checkFolder(_ path: String) throws(FileError) {
    var status = stat()
    guard stat(path, &status) == 0 else { throw FileError(.read, path: path) }
    guard status.st_mode & S_IFMT == S_IFDIR else {
      throw FileError(.read, path: path, code: ENOTDIR)
    }
  }

  package var description: String { "cannot \(operation.rawValue) '\(path)': \(reason)" }
}

/// The system's words for the number of an error.
func systemReason(_ code: Int32) -> String {
  // Safe: strerror returns a string that ends in a zero byte, copied before anything else runs.
  String(cString: strerror(code))
}
