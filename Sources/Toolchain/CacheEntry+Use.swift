import Foundation

extension CacheEntry {
  /// How old the recorded time of the last use gets before a further use is written down.
  private static let precision: Int64 = 60 * 1_000_000_000

  /// Writes down that the library is used now: as the modification time of the directory, and not
  /// more than once a minute, so that a warm start writes nothing.
  ///
  /// On a disk that cannot be written nothing is removed either.
  func recordUse() {
    let now = Int64(Date().timeIntervalSince1970 * 1e9)
    guard let last = FileStatus(path: directory, followsLinks: false)?.modified,
      (now &- last).magnitude > Self.precision
    else { return }
    utimensat(AT_FDCWD, directory, nil, AT_SYMLINK_NOFOLLOW)
  }

  /// When it was last used, or made.
  var lastUse: Date? {
    FileStatus(path: directory, followsLinks: false).map {
      Date(timeIntervalSince1970: Double($0.modified) / 1e9)
    }
  }

  /// The bytes of all files.
  var size: Int64 {
    ((try? FileSystem.names(in: directory)) ?? []).reduce(0) { sum, name in
      sum + (FileStatus(path: path(of: name), followsLinks: false)?.size ?? 0)
    }
  }
}
