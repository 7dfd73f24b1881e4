import Foundation

extension KernelCache {
  /// What can be wrong with an entry.
  enum Damage: String, Sendable {
    /// A file, a link or something else in the place of a directory or of a file in it.
    case wrongKind = "is not a directory of regular files"
    case writable = "could have been written by others"
    case incomplete = "lacks a file"
    case altered = "does not match its digest"
    case renamed = "is stored under the key of another entry"
  }

  /// What is wrong with an entry, or `nil` where it is as this user's programs have made it.
  func damage(_ entry: CacheEntry, key: String) throws -> Damage? {
    let names = [CacheEntry.libraryName, CacheEntry.digestName, CacheEntry.originName]
    guard let status = FileStatus(path: entry.directory, followsLinks: false) else { return nil }
    guard status.isDirectory else { return .wrongKind }
    let files = names.map { FileStatus(path: entry.path(of: $0), followsLinks: false) }
    if files.contains(where: { $0?.isRegularFile == false }) { return .wrongKind }
    guard entry.isSound(names: names) else { return .writable }
    if files.contains(nil) { return .incomplete }
    guard try entry.isIntact else { return .altered }
    return entry.origin?.key == key ? nil : .renamed
  }

  /// Looks at every entry, and sets those aside that nothing would be loaded from.
  ///
  /// - Returns: the damaged ones, by their keys, sorted.
  /// - Throws: `ToolchainError.fileSystem`, `ToolchainError.digestUnavailable`.
  func verify() throws -> (count: Int, damaged: [(key: String, damage: Damage)]) {
    let keys = try libraryKeys()
    var damaged: [(key: String, damage: Damage)] = []
    for key in keys {
      let entry = entry(named: key)
      // Another process may just be replacing the files one by one.
      guard try damage(entry, key: key) != nil, let found = try lastingDamage(entry, key: key)
      else { continue }
      damaged.append((key, found))
    }
    return (keys.count, damaged)
  }

  /// Sets an entry aside, looks at it once more where no other process changes it, and gives it its
  /// name back if it is whole.
  private func lastingDamage(_ entry: CacheEntry, key: String) throws -> Damage? {
    guard let place = try setAside(entry.directory) else { return nil }
    let found = try damage(self.entry(at: place), key: key)
    if found == nil { _ = try FileSystem.move(place, to: entry.directory) }
    return found
  }
}
