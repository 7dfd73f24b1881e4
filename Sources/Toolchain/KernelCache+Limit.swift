import Foundation

extension KernelCache {
  private var limitPath: String { "\(directory)/\(Self.limitName)" }

  /// The size to keep to, in bytes; `nil` where there is no limit.
  ///
  /// - Throws: `ToolchainError.cacheLimitUnreadable`.
  func limit() throws -> Int64? {
    guard let status = FileStatus(path: limitPath, followsLinks: false) else { return nil }
    // Only its user can have written it.
    let isPrivate = status.isRegularFile && status.isPrivate(to: user)
    let text = isPrivate ? FileSystem.text(of: limitPath) : ""
    guard let bytes = Int64(text.trimmingCharacters(in: .newlines)), bytes >= 0 else {
      throw ToolchainError.cacheLimitUnreadable(path: limitPath)
    }
    return bytes
  }

  /// Sets the size to keep to from now on, or takes it away; nothing is removed yet.
  ///
  /// - Throws: `ToolchainError.fileSystem`.
  func setLimit(_ bytes: Int64?) throws {
    if FileStatus(path: limitPath, followsLinks: false)?.isRegularFile == false {
      try setAside(limitPath)
    }
    guard let bytes else {
      guard unlink(limitPath) == 0 || errno == ENOENT else {
        throw FileSystem.failure("remove", limitPath)
      }
      return
    }
    let staged = try makeStagingEntry()
    defer { FileSystem.remove(staged.directory) }
    let path = staged.path(of: Self.limitName)
    try FileSystem.create(path, text: "\(bytes)\n")
    guard try FileSystem.move(path, to: limitPath) else {
      throw FileSystem.failure("write", limitPath)
    }
  }

  /// Removes what was used least recently until the rest is no larger than the limit, as far as
  /// that is possible.
  ///
  /// - Parameter keys: those of the libraries that are needed now, which stay.
  func keepToLimit(sparing keys: Set<String>) {
    guard let limit = try? limit() else { return }
    _ = try? removeLeastRecentlyUsed(limit: limit, sparing: keys)
  }

  /// - Returns: what was removed.
  func removeLeastRecentlyUsed(limit: Int64, sparing keys: Set<String> = []) throws -> [Item] {
    let items = try items()
    var size = items.reduce(0) { $0 + $1.size }
    var removed: [Item] = []
    for item in items.reversed() where size > limit {
      if !item.isFailure, keys.contains(item.key) { continue }
      if try discard(item.entry) { removed.append(item) }
      size -= item.size
    }
    return removed
  }
}
