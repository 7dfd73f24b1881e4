import Files
import Foundation

extension TrainingError {
  /// A failure of a file, as an error of training.
  init(_ error: FileError) {
    let operation: FileOperation =
      switch error.operation {
      case .create: .create
      case .open: .open
      case .read: .read
      case .write: .write
      }
    self = .file(operation, path: error.path, reason: error.reason)
  }

  /// Works on files, and throws what fails as an error of training.
  static func reporting<Result>(
    _ body: () throws(FileError) -> Result
  ) throws(TrainingError) -> Result {
    do {
      return try body()
    } catch {
      throw TrainingError(error)
    }
  }
}

extension File {
  /// A file that only one process at a time has open in this way, as soon as no other has.
  ///
  /// - Parameters:
  ///   - longestWait: the time after which another process that still has it is an error.
  ///   - error: the error.
  /// - Throws: the error; `TrainingError` where the file cannot be opened.
  static func locked(
    _ path: String, longestWait: Duration, orThrow error: @autoclosure () -> any Error
  ) throws -> File {
    let start = ContinuousClock.now
    while true {
      let file = try TrainingError.reporting { () throws(FileError) in try locked(path) }
      if let file { return file }
      guard ContinuousClock.now - start < longestWait else { throw error() }
      Thread.sleep(forTimeInterval: 0.05)
    }
  }
}
