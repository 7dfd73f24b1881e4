/// A library that was asked of a kernel compiler, and how it was come by.
package struct CompiledLibrary: Sendable {
  /// The library, loaded and of the right version.
  package let library: LoadedLibrary

  /// The directory of the cache that holds the library and its sources.
  package let directory: String

  /// Whether the library was in the cache, so that no compiler ran.
  package let isCacheHit: Bool

  /// The time from the call to the loaded library, in seconds.
  package let seconds: Double
}
