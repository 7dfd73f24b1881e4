import Foundation

/// The compiled functions that are kept for the next time.
///
/// ```swift
/// let cache = try FunctionCache()
/// for entry in try cache.entries() { print(entry.function ?? "?", entry.byteCount) }
/// try cache.setLimit(1_000_000_000)
/// ```
///
/// Other processes may compile, load and remove functions at the same time.
public struct FunctionCache: Sendable {
  /// A compiled function, or the sources of one that did not compile.
  public struct Entry: Sendable, Encodable {
    /// The hash of all that the function was made from, which names its folder.
    public let key: String
    /// The name of the function, where it is known.
    public let function: String?
    /// The bytes of its files.
    public let byteCount: Int
    /// When it was last used, to a minute.
    public let lastUse: Date
    /// The program that compiled it, where it is known.
    public let compiler: String?
    /// Whether it was made for the processor of this machine, where that is known.
    public let isForThisProcessor: Bool?
    /// Whether there is a library; otherwise it is what did not compile.
    public let isCompiled: Bool

    init(_ item: KernelCache.Item, processor: HostProcessor) {
      let origin = item.entry.origin
      key = item.key
      function = origin?.name
      byteCount = Int(item.size)
      lastUse = item.lastUse
      compiler = origin?.compilerPath
      isForThisProcessor = origin.map { $0.processor == processor.properties }
      isCompiled = !item.isFailure
    }
  }

  /// How much was removed.
  public struct Removal: Sendable, Encodable {
    /// The number of entries.
    public let count: Int
    /// The bytes of their files.
    public let byteCount: Int

    init(_ items: [KernelCache.Item]) {
      count = items.count
      byteCount = Int(items.reduce(0) { $0 + $1.size })
    }
  }

  /// An entry that no function is loaded from.
  public struct DamagedEntry: Sendable, Encodable {
    /// The name of its folder.
    public let key: String
    /// What is wrong with it, such as `does not match its digest`.
    public let damage: String
  }

  /// What a look at every entry has shown.
  public struct Verification: Sendable, Encodable {
    /// The number of entries.
    public let count: Int
    /// The number of those for other processors than this machine's.
    public let otherProcessors: Int
    /// Those that were set aside.
    public let damaged: [DamagedEntry]
  }

  private let cache: KernelCache

  /// The cache in a folder, or the one that functions are compiled into where nothing else is said:
  /// `$XDG_CACHE_HOME/croton`, or else `$HOME/.cache/croton`.
  ///
  /// - Throws: where the folder cannot be used, or belongs to somebody else.
  public init(directory: String? = nil) throws {
    cache =
      try directory.map(KernelCache.init(directory:))
      ?? KernelCache(environment: ProcessInfo.processInfo.environment)
  }

  /// The path of the folder.
  public var directory: String { cache.directory }

  /// What is in the cache, what was used last first.
  ///
  /// - Throws: where the folder cannot be read.
  public func entries() throws -> [Entry] {
    let processor = HostProcessor.current()
    return try cache.items().map { Entry($0, processor: processor) }
  }

  /// The size that the cache keeps to, in bytes; `nil` where there is no limit.
  ///
  /// - Throws: where there is one that cannot be read.
  public func limit() throws -> Int? { try cache.limit().map { Int($0) } }

  /// Sets the size that the cache keeps to, after each compilation from now on, or takes it away.
  ///
  /// - Returns: what was removed at once: the entries that were used least recently.
  /// - Throws: where the limit is negative, or cannot be written.
  @discardableResult
  public func setLimit(_ byteCount: Int?) throws -> Removal {
    if let byteCount, byteCount < 0 { throw ToolchainError.cacheLimitNegative(byteCount) }
    try cache.setLimit(byteCount.map { Int64($0) })
    guard let byteCount else { return Removal([]) }
    return Removal(try cache.removeLeastRecentlyUsed(limit: Int64(byteCount)))
  }

  /// Looks at every entry as a compilation does that would use it, and sets those aside that are
  /// damaged. They are compiled again when they are needed.
  ///
  /// - Throws: where the folder cannot be read or written.
  public func verify() throws -> Verification {
    let (count, damaged) = try cache.verify()
    let others = try entries().count { $0.isCompiled && $0.isForThisProcessor == false }
    return Verification(
      count: count, otherProcessors: others,
      damaged: damaged.map { DamagedEntry(key: $0.key, damage: $0.damage.rawValue) })
  }

  /// Removes everything that can be compiled again.
  ///
  /// - Parameter tuning: whether to remove what was measured, too: which ways of computing are the
  ///   fastest on this machine.
  /// - Throws: where the folder cannot be read or written.
  @discardableResult
  public func clear(tuning: Bool = false) throws -> Removal {
    Removal(try cache.clear(tuning: tuning))
  }
}
