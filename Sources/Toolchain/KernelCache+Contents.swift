import Foundation

extension KernelCache {
  /// A library in the cache, or the sources of one that did not compile.
  struct Item: Sendable {
    let key: String
    let isFailure: Bool
    let entry: CacheEntry
    let size: Int64
    let lastUse: Date
  }

  /// All libraries and all sources that are kept, the one that was used last first.
  ///
  /// What another process removes meanwhile is left out.
  func items() throws -> [Item] {
    try (libraryKeys().map { ($0, false) } + failureKeys().map { ($0, true) })
      .compactMap { key, isFailure in
        let entry = entry(named: isFailure ? "\(Self.failuresName)/\(key)" : key)
        return entry.lastUse.map {
          Item(key: key, isFailure: isFailure, entry: entry, size: entry.size, lastUse: $0)
        }
      }
      .sorted { ($0.lastUse, $0.key) > ($1.lastUse, $1.key) }
  }

  /// The keys of the libraries, whole or not, sorted.
  func libraryKeys() throws -> [String] {
    try FileSystem.names(in: directory).filter(CacheKey.isText)
  }

  /// The keys of what did not compile, sorted.
  private func failureKeys() throws -> [String] {
    let failures = entry(named: Self.failuresName)
    guard FileStatus(path: failures.directory, followsLinks: false) != nil,
      failures.isSound(names: [])
    else { return [] }
    return try FileSystem.names(in: failures.directory).filter(CacheKey.isText)
  }

  /// Removes an entry, of which another process may be about to load the library.
  ///
  /// It has lost its name before anything in it is gone: who loads finds it whole or not at all.
  ///
  /// - Returns: whether this process has removed it.
  @discardableResult
  func discard(_ entry: CacheEntry) throws -> Bool {
    guard let place = try setAside(entry.directory) else { return false }
    FileSystem.remove(place)
    return true
  }
}
