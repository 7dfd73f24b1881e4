import CSystem
import Diagnostics
import Foundation

/// A look at the place of the cache.
struct CacheCheck {
  let finding: SystemCheck.Finding

  /// The cache, or `nil` where functions cannot be kept there.
  let cache: KernelCache?

  /// Less free space is worth a warning. A network's functions take a few megabytes with what the
  /// compiler writes on the way.
  private static let leastFreeBytes = 100_000_000

  init(environment: [String: String]) {
    do {
      let cache = try KernelCache(environment: environment)
      guard !FileSystem.forbidsExecution(cache.directory) else {
        throw ToolchainError.cacheNotExecutable(path: cache.directory)
      }
      // Whether anything can be written.
      FileSystem.remove(try cache.makeStagingEntry().directory)
      finding = Self.finding(cache)
      self.cache = cache
    } catch {
      cache = nil
      finding = SystemCheck.Finding("cache", .error, error)
    }
  }

  private static func finding(_ cache: KernelCache) -> SystemCheck.Finding {
    do {
      let items = try cache.items()
      let size = Int(items.reduce(0) { $0 + $1.size })
      let limit = try cache.limit().map { "limit \(ByteSize.text(Int($0)))" } ?? "no limit"
      let free = Int(croton_free_bytes(cache.directory))
      let detail =
        "\(cache.directory): \(items.count) \(items.count == 1 ? "entry" : "entries"), "
        + "\(ByteSize.text(size)), \(limit), "
        + "\(ByteSize.text(max(0, free))) free"
      guard free < 0 || free >= leastFreeBytes else {
        return SystemCheck.Finding(
          "cache", .warning, detail,
          remedy: "Make room, as with: croton cache clear; or set XDG_CACHE_HOME to a directory "
            + "on another file system.")
      }
      return SystemCheck.Finding("cache", .ok, detail)
    } catch {
      return SystemCheck.Finding("cache", .warning, error)
    }
  }
}
