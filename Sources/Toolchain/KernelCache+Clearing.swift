import Foundation

extension KernelCache {
  /// Removes all libraries, the sources that did not compile, and what was set aside; what
  /// processes that live are making stays, and so does the limit.
  ///
  /// - Parameter tuning: whether measurements go, too, which take longer to make again.
  /// - Returns: what was removed.
  /// - Throws: `ToolchainError.fileSystem`.
  func clear(tuning: Bool) throws -> [Item] {
    let removed = try items().filter { try discard($0.entry) }
    if tuning, FileStatus(path: tuned.directory, followsLinks: false) != nil {
      try discard(tuned)
    }
    for name in try FileSystem.names(in: directory) where name.hasPrefix(Self.asidePrefix) {
      FileSystem.remove("\(directory)/\(name)")
    }
    removeAbandonedEntries()
    return removed
  }
}
