import Foundation

/// Why a file cannot be read.
package enum InputFileError: Error, Sendable, Equatable {
  /// What lies at the path is a folder.
  case folder
  /// What lies at the path is something else than a file, such as `a pipe`.
  case notRegular(String)
  /// There is not so much memory for its bytes.
  case memory(byteCount: Int)
  /// What the system says: the number of the error.
  case system(Int32)

  static var last: InputFileError { .system(errno) }

  /// The reason in a few words: those of the system, where it has any.
  package var reason: String {
    switch self {
    case .folder: systemReason(EISDIR)
    case .notRegular(let kind): "expected a regular file, got \(kind)"
    case .memory(let byteCount): Self.noMemory(byteCount: byteCount)
    case .system(let number): systemReason(number)
    }
  }

  /// The words for memory that cannot be had.
  package static func noMemory(byteCount: Int) -> String {
    "not enough memory for \(byteCount) more bytes"
  }
}
