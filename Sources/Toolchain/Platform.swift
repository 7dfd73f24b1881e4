/// An operating system that Croton compiles kernels on.
package enum Platform: Sendable, Hashable {
  case linux
  case macOS

  /// The operating system this program was built for.
  package static var current: Platform {
    #if os(macOS)
      .macOS
    #else
      .linux
    #endif
  }
}
