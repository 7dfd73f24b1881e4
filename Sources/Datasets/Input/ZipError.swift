/// What can be wrong with a ZIP archive.
enum ZipError: FormatError {
  case damaged(String)
  case tooManyEntries(Int, limit: Int)

  var description: String {
    switch self {
    case .damaged(let reason): "the archive cannot be read: \(reason)"
    case .tooManyEntries(let count, let limit):
      "expected an archive of at most \(limit) files, got \(count)"
    }
  }
}
