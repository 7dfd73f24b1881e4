import CSystem
import Foundation

/// The standard output and the standard error of the process.
package enum StandardStreams {
  /// Puts something in the place of standard streams that the process was started without: the next
  /// file that is opened would get their number, and with it what is printed.
  ///
  /// A write to what is put there fails, as one to a closed stream does.
  package static func occupyClosed() {
    for descriptor in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO]
    where fcntl(descriptor, F_GETFD) < 0 && errno == EBADF {
      // The lowest free number is given out first, which is this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }

  /// Lets writes to a pipe that nobody reads any more fail, in place of ending the process.
  package static func reportClosedPipes() { signal(SIGPIPE, SIG_IGN) }

  /// Ends the process as the system ends one that writes to a pipe nobody reads any more.
  package static func endByClosedPipe() -> Never {
    signal(SIGPIPE, SIG_DFL)
    raise(SIGPIPE)
    // SIGPIPE is blocked. This is what a shell calls such an end.
    exit(128 + SIGPIPE)
  }

  /// Writes to the standard output, after all that `print` has kept back.
  package static func write(_ text: String) throws(FileError) {
    try flush()
    try File.write(Array(text.utf8), to: STDOUT_FILENO, name: outputName)
  }

  /// Writes what `print` has kept back.
  package static func flush() throws(FileError) {
    guard croton_flush_output() else { throw FileError(.write, path: outputName) }
  }

  /// Writes to the standard error. There is nobody to tell where that fails.
  package static func writeError(_ text: String) {
    try? File.write(Array(text.utf8), to: STDERR_FILENO, name: "standard error")
  }

  private static let outputName = "standard output"

  /// The standard output or error, where it goes to the regular file at the path.
  static func descriptor(ofFileAt path: String) -> Int32? {
    var status = stat()
    return stat(path, &status) == 0 ? descriptor(of: status) : nil
  }

  /// Whether the standard output or error goes to the regular file that is open.
  static func haveFile(of descriptor: Int32) -> Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && self.descriptor(of: status) != nil
  }

  private static func descriptor(of file: stat) -> Int32? {
    guard file.st_mode & S_IFMT == S_IFREG else { return nil }
    return [STDOUT_FILENO, STDERR_FILENO].first { descriptor in
      var status = stat()
      return fstat(descriptor, &status) == 0 && status.st_dev == file.st_dev
        && status.st_ino == file.st_ino
    }
  }
}
