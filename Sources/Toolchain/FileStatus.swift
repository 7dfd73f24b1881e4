import Foundation

/// What the file system records about a file.
///
/// `FileManager` would look up the names of the owner and the group as well, which can take as
/// long as everything else that a warm start does.
struct FileStatus: Sendable, Hashable {
  /// The permission bits, such as 0o700.
  let permissions: UInt32
  /// The number of the owning user.
  let owner: UInt32
  /// The length in bytes.
  let size: Int64
  /// The time of the last change of its contents, in nanoseconds since 1970.
  let modified: Int64
  /// The time of the last change of anything about it, its name included, in the same unit.
  let changed: Int64
  let isDirectory: Bool
  let isRegularFile: Bool

  /// The status of the file at a path, or `nil` where there is none that this process may see.
  ///
  /// - Parameter followsLinks: whether a symbolic link stands for what it points to.
  init?(path: String, followsLinks: Bool = true) {
    var info = stat()
    // Both calls fill in the whole of `info`, and keep no pointer to it.
    guard (followsLinks ? stat(path, &info) : lstat(path, &info)) == 0 else { return nil }
    #if os(macOS)
      let (contents, anything) = (info.st_mtimespec, info.st_ctimespec)
    #else
      let (contents, anything) = (info.st_mtim, info.st_ctim)
    #endif
    let mode = UInt32(info.st_mode)
    permissions = mode & 0o7777
    owner = info.st_uid
    size = Int64(info.st_size)
    modified = Self.nanoseconds(contents)
    changed = Self.nanoseconds(anything)
    isDirectory = mode & UInt32(S_IFMT) == UInt32(S_IFDIR)
    isRegularFile = mode & UInt32(S_IFMT) == UInt32(S_IFREG)
  }

  /// Whether other users than the owner, root apart, may write.
  var isWritableByOthers: Bool { permissions & 0o022 != 0 }

  /// Whether nobody but the given user, and root, can have written what is there now.
  func isPrivate(to user: UInt32) -> Bool { owner == user && !isWritableByOthers }

  private static func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) &* 1_000_000_000 &+ Int64(time.tv_nsec)
  }
}
