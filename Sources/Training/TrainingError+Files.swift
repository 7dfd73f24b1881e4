import Files

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
