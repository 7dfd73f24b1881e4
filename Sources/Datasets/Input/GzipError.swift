/// What can be wrong with gzip data.
enum GzipError: FormatError {
  case outOfMemory
  case truncated
  case corrupt(String)

  var description: String {
    switch self {
    case .outOfMemory: "not enough memory to decompress it"
    case .truncated: "expected more gzip data, got the end of the file"
    case .corrupt(let reason): "the gzip data is corrupt: \(reason)"
    }
  }
}
