/// A library that was asked of a kernel compiler, and how it was come by.
public struct CompiledLibrary: Sendable {
  /// The library, loaded and of the right version.
  public let library: LoadedLibrary

  /// The directory of the cache that holds the library and its sources.
  public let directory: String

  /// Whether the library was in the cache, so that no compiler ran.
  public let isCacheHit: Bool

  /// The time from the call to the loaded library, in seconds.
  public let seconds: Double
}
