/// An operating system that Croton compiles kernels on.
public enum Platform: Sendable, Hashable {
  case linux
  case macOS

  /// The operating system this program was built for.
  public static var current: Platform {
    #if os(macOS)
      .macOS
    #else
      .linux
    #endif
  }
}
