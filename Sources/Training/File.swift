import Foundation

/// An open file: what `FileHandle` does, with errors that say which file, and why, in the words of
/// the system. It is closed with its last reference.
final class File {
  private let name: String
  private let descriptor: Int32

  /// A file to write from its beginning; one that is there is replaced.
  convenience init(replacing path: String) throws(TrainingError) {
    try self.init(path, O_WRONLY | O_CREAT | O_TRUNC, .create, name: path)
  }

  /// A file to write that must not be there yet, and that errors know by another name.
  convenience init(creating path: String, name: String) throws(TrainingError) {
    try self.init(path, O_WRONLY | O_CREAT | O_EXCL, .create, name: name)
  }

  /// A folder, to be brought to the disk.
  convenience init(folder path: String) throws(TrainingError) {
    try self.init(path, O_RDONLY | O_DIRECTORY, .open, name: path)
  }

  private init(
    _ path: String, _ flags: Int32, _ operation: TrainingError.FileOperation, name: String
  ) throws(TrainingError) {
    self.name = name
    descriptor = open(path, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw Self.failure(operation, name) }
  }

  deinit { close(descriptor) }

  /// Writes all of the bytes.
  func write(_ bytes: [UInt8]) throws(TrainingError) {
    try Self.write(bytes, to: descriptor, name: name)
  }

  /// Writes all of the bytes to a file that somebody else has opened.
  static func write(
    _ bytes: [UInt8], to descriptor: Int32, name: String
  ) throws(TrainingError) {
    var position = 0
    while position < bytes.count {
      // Safe: the region handed to the system is the part of `bytes` from `position` to its end.
      let written = bytes.withUnsafeBytes { buffer in
        Foundation.write(
          descriptor, UnsafeRawBufferPointer(rebasing: buffer[position...]).baseAddress,
          bytes.count - position)
      }
      if written >= 0 { position += written } else { try checkInterrupted(.write, name) }
    }
  }

  /// Waits until what was written would outlive a loss of power.
  func synchronize() throws(TrainingError) {
    guard fsync(descriptor) == 0 else { throw Self.failure(.write, name) }
  }

  /// A call that a signal has interrupted is made again; any other failure is thrown.
  private static func checkInterrupted(
    _ operation: TrainingError.FileOperation, _ name: String
  ) throws(TrainingError) {
    guard errno == EINTR else { throw failure(operation, name) }
  }

  /// The error that the last system call left in `errno`.
  static func failure(_ operation: TrainingError.FileOperation, _ name: String) -> TrainingError {
    // Safe: strerror returns a string that ends in a zero byte, copied before anything else runs.
    .file(operation, path: name, reason: String(cString: strerror(errno)))
  }
}
