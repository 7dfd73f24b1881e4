import Foundation

/// Compiled kernels in a directory, each under a key that hashes all it was made from.
///
///     ~/.cache/croton/
///       3f0a…/             one entry for each key: the sources, library.so, what it was made for,
///                          digests, the log
///       building-4C1D…/    an entry being made
///       failed/3f0a…/      sources that did not compile, for the user to look at
///       set-aside-9E22…/   what had the name of one of these and could not be used, or is removed
///       tuned/             measurements, each under its key
///       limit              the size to keep to, in bytes
///
/// There are no locks. An entry is made aside and renamed, so it is whole from the moment it can be
/// seen, and of several processes that make it at once the first one's is kept. Nothing in an entry
/// says for how long it is valid: whatever could make it wrong changes its key.
package struct KernelCache: Sendable {
  /// The absolute path of the directory.
  package let directory: String

  let user: UInt32

  /// The cache of the user: `$XDG_CACHE_HOME/croton`, or else `$HOME/.cache/croton`.
  ///
  /// - Throws: `ToolchainError.cacheLocationUnknown` where neither variable is an absolute path,
  ///   and what `init(directory:)` throws.
  package init(environment: [String: String]) throws {
    try self.init(directory: Self.location(environment: environment))
  }

  /// Where the cache of the user is.
  ///
  /// - Throws: `ToolchainError.cacheLocationUnknown`.
  static func location(environment: [String: String]) throws -> String {
    // The XDG specification has relative paths ignored.
    func absolutePath(_ variable: String) -> String? {
      environment[variable].flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    if let caches = absolutePath("XDG_CACHE_HOME") { return "\(caches)/croton" }
    if let home = absolutePath("HOME") { return "\(home)/.cache/croton" }
    throw ToolchainError.cacheLocationUnknown
  }

  /// The cache in the given directory, which is made if it does not exist.
  ///
  /// Since code is loaded from it, the directory has to belong to the user and be closed to
  /// everybody else (mode 0700); wider permissions are taken back. Where others could write,
  /// everything in it is set aside: they may have written it, or have exchanged the names of what
  /// the user wrote. On a disk that cannot be written, it is enough that nobody else could write.
  ///
  /// - Throws: `ToolchainError.cacheDirectoryForeign` where the directory, or a link in its place,
  ///   belongs to somebody else; `ToolchainError.fileSystem`.
  package init(directory: String) throws {
    try self.init(directory: directory, user: geteuid())
  }

  init(directory: String, user: UInt32) throws {
    try FileSystem.makeDirectory(directory)
    for followsLinks in [false, true] {
      guard let status = FileStatus(path: directory, followsLinks: followsLinks) else {
        throw FileSystem.failure("use the directory", directory)
      }
      guard status.owner == user else {
        throw ToolchainError.cacheDirectoryForeign(
          path: directory, owner: status.owner, user: user)
      }
    }
    // Resolved once, so that a link changed later does not lead to a directory nobody checked.
    let resolved = URL(fileURLWithPath: directory).resolvingSymlinksInPath().path
    guard let status = FileStatus(path: resolved, followsLinks: false), status.isDirectory else {
      throw ToolchainError.fileSystem(
        action: "use the directory", path: directory, reason: "Not a directory")
    }
    guard status.owner == user else {
      throw ToolchainError.cacheDirectoryForeign(path: directory, owner: status.owner, user: user)
    }
    if status.permissions != 0o700, chmod(resolved, 0o700) != 0, status.isWritableByOthers {
      throw FileSystem.failure("close to other users", directory)
    }
    // Some network file systems report success and change nothing.
    if FileStatus(path: resolved, followsLinks: false)?.isWritableByOthers ?? true {
      throw ToolchainError.fileSystem(
        action: "close to other users", path: directory,
        reason: "The file system keeps no permissions")
    }
    self.directory = resolved
    self.user = user
    if status.isWritableByOthers { try setEntriesAside() }
  }

  // MARK: Entries

  /// The entry with the given key, whether or not it exists.
  func entry(for key: CacheKey) -> CacheEntry { entry(named: key.text) }

  /// What has a name in the cache, whether or not it exists.
  func entry(named name: String) -> CacheEntry { entry(at: "\(directory)/\(name)") }

  func entry(at path: String) -> CacheEntry { CacheEntry(directory: path, user: user) }

  static let failuresName = "failed"
  static let limitName = "limit"

  /// Makes an empty entry that no other process knows of.
  func makeStagingEntry() throws -> CacheEntry {
    let path = "\(directory)/\(Self.stagingPrefix)\(UUID().uuidString)"
    guard mkdir(path, 0o700) == 0 else { throw FileSystem.failure("create the directory", path) }
    return CacheEntry(directory: path, user: user)
  }

  /// Makes a finished entry the one with the given key.
  ///
  /// - Parameter replacing: whether the files of an entry that has this key are to be replaced;
  ///   otherwise that entry stays as it is.
  /// - Throws: `ToolchainError.fileSystem`.
  func publish(_ staged: CacheEntry, as key: CacheKey, replacing: Bool) throws {
    let entry = entry(for: key)
    try move(staged, to: entry, replacing: replacing)
    FileSystem.remove(failureDirectory(for: key))
  }

  /// Keeps the sources and the log of an entry that did not compile.
  ///
  /// - Returns: where they are now.
  func keepFailure(_ staged: CacheEntry, key: CacheKey) throws -> CacheEntry {
    let failures = entry(named: Self.failuresName)
    if FileStatus(path: failures.directory, followsLinks: false) != nil,
      !failures.isSound(names: [])
    {
      try setAside(failures.directory)
    }
    try FileSystem.makeDirectory(failures.directory)
    let kept = CacheEntry(directory: failureDirectory(for: key), user: user)
    try move(staged, to: kept, replacing: true)
    return kept
  }

  /// Where the sources of a key that does not compile are kept.
  func failureDirectory(for key: CacheKey) -> String {
    "\(directory)/\(Self.failuresName)/\(key.text)"
  }

  /// Gives an entry its name, whatever other processes do to that name meanwhile.
  private func move(_ staged: CacheEntry, to entry: CacheEntry, replacing: Bool) throws {
    defer { FileSystem.remove(staged.directory) }
    let names = try FileSystem.names(in: staged.directory)
    // A further attempt is needed only where another process has taken the name in between.
    for _ in 0..<Self.attempts {
      if try FileSystem.move(staged.directory, to: entry.directory) { return }
      if entry.isSound(names: names) {
        if replacing { try replaceFiles(names, of: entry, by: staged) }
        return
      }
      try setAsideIfUnsound(entry, names: names)
    }
    throw ToolchainError.fileSystem(
      action: "write", path: entry.directory, reason: "Other processes keep replacing it")
  }

  private static let attempts = 10

  /// Replaces files one by one, and never the directory: another process may be about to load from
  /// it, and finds a whole library there at every moment.
  private func replaceFiles(
    _ names: [String], of entry: CacheEntry, by staged: CacheEntry
  ) throws {
    for name in names {
      do {
        guard try FileSystem.move(staged.path(of: name), to: entry.path(of: name)) else {
          throw FileSystem.failure("write", entry.path(of: name))
        }
      } catch  where FileStatus(path: entry.directory, followsLinks: false) == nil {
        // Another process has removed it.
        return
      }
    }
  }

  /// Sets an entry aside that nobody loads from.
  ///
  /// Another process may do the same at this moment and publish a sound entry before the name is
  /// taken from it. That one gets its name back.
  private func setAsideIfUnsound(_ entry: CacheEntry, names: [String]) throws {
    guard let place = try setAside(entry.directory),
      CacheEntry(directory: place, user: user).isSound(names: names)
    else { return }
    _ = try FileSystem.move(place, to: entry.directory)
  }

  // MARK: Leftovers

  private static let stagingPrefix = "building-"
  static let asidePrefix = "set-aside-"
  // Longer than any compilation may take.
  private static let lifetime = UInt64(CCompiler.longestTimeLimit + 3600) * 1_000_000_000

  /// Gives everything but what is being made, which nobody loads from, a name that is not used.
  private func setEntriesAside() throws {
    for name in try FileSystem.names(in: directory)
    where ![Self.stagingPrefix, Self.asidePrefix].contains(where: name.hasPrefix) {
      try setAside("\(directory)/\(name)")
    }
  }

  /// - Returns: where it is now, or `nil` where another process has set it aside.
  @discardableResult
  func setAside(_ path: String) throws -> String? {
    let place = "\(directory)/\(Self.asidePrefix)\(UUID().uuidString)"
    if rename(path, place) == 0 { return place }
    guard errno == ENOENT else { throw FileSystem.failure("set aside", path) }
    return nil
  }

  /// Removes, as far as that is possible, what was set aside more than a day ago, and entries
  /// that processes began more than a day ago and did not live to finish.
  func removeAbandonedEntries(now: Date = Date()) {
    let time = Int64(now.timeIntervalSince1970 * 1e9)
    for name in (try? FileSystem.names(in: directory)) ?? [] {
      let isStaging = name.hasPrefix(Self.stagingPrefix)
      guard isStaging || name.hasPrefix(Self.asidePrefix) else { continue }
      let path = "\(directory)/\(name)"
      // One that is gone already was finished or removed by another process.
      guard let status = FileStatus(path: path, followsLinks: false) else { continue }
      // A clock that was wrong leaves times that are still to come.
      let age = time &- (isStaging ? status.modified : status.changed)
      if age.magnitude > Self.lifetime { FileSystem.remove(path) }
    }
  }
}
