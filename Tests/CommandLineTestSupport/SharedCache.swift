import Foundation

/// The cache of the programs that the tests of this process run: many of them compile the same
/// functions. It goes when the process ends.
public enum SharedCache {
  public static let folder: String = {
    atexit { try? FileManager.default.removeItem(atPath: SharedCache.folder) }
    return FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-cache-\(UUID().uuidString)")
      .resolvingSymlinksInPath().path
  }()
}
