/// What can be wrong with a ZIP archive.
enum ZipError: FormatError {
  case damaged(String)
  case tooManyEntries(Int, limit: Int)
  case compression(method: Int)
  case tooShort(byteCount: Int)

  var description: String {
    switch self {
    case .damaged(let reason): "the archive cannot be read: \(reason)"
    case .tooManyEntries(let count, let limit):
      "expected an archive of at most \(limit) files, got \(count)"
    case .compression(let method):
      "expected a file that is stored or deflated (0 or 8), got the compression method \(method)"
    case .tooShort(let byteCount):
      "the archive says that there are more bytes in it than deflate makes of its \(byteCount)"
    }
  }
}
