import Files

extension DatasetError {
  /// What can be wrong with data sets of several formats.
  enum Problem: FormatError {
    // Files.
    case missing
    case isFolder
    case notRegular(String)
    case unreadable(String)
    case unlisted
    case noMemory(bytes: Int)
    case tooLarge
    case arraysTooLarge
    case trailingBytes
    case endsEarly(expected: Int, purpose: String, found: Int?)

    // Values.
    case structure(expected: String, found: String)
    case emptySplit
    case valueCount(found: Int, examples: Int, shape: [Int])
    case numberCount(found: Int, examples: Int, names: Int)
    case targets(expected: String, found: String)
    case label(String, classes: Int)
    case notFinite(String, column: Int)

    var description: String {
      switch self {
      case .missing: "no such file"
      case .isFolder: "expected a file, got a folder"
      case .notRegular(let kind): "expected a regular file, got \(kind)"
      case .unreadable(let reason): "cannot be read: \(reason)"
      case .unlisted: "the folder cannot be listed"
      case .noMemory(let bytes): InputFileError.noMemory(byteCount: bytes)
      case .tooLarge:
        "expected a data set of at most \(DatasetLimits.contentBytes) bytes, got more"
      case .arraysTooLarge:
        "expected images and labels that take at most \(DatasetLimits.arrayBytes) bytes of memory,"
          + " got more"
      case .trailingBytes: "expected the end of the file, got more bytes"
      case .endsEarly(let expected, let purpose, let found?):
        "expected \(ErrorText.bytes(expected)) for \(purpose), got \(found)"
      case .endsEarly(let expected, let purpose, nil):
        "expected \(ErrorText.bytes(expected)) for \(purpose), which is more than the file can hold"

      case .structure(let expected, let found): "expected \(expected), got \(found)"
      case .emptySplit: "expected at least one example, got none"
      case .valueCount(let found, let examples, let shape):
        "expected the values of \(examples) examples of \(ErrorText.sizes(shape)), got \(found) values"
      case .numberCount(let found, let examples, let names):
        "expected \(names) numbers for each of \(examples) examples, got \(found) numbers"
      case .targets(let expected, let found):
        "expected \(expected) as targets, got \(found)"
      case .label(let label, let classes):
        "expected a label from 0 to \(classes - 1), got \(label)"
      case .notFinite(let value, let column):
        "expected a finite number for value \(column), got \(value)"
      }
    }
  }
}
