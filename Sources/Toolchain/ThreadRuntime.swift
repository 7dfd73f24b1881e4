import Foundation

/// GNU's OpenMP runtime, whose threads run the parallel loops of loaded libraries.
enum ThreadRuntime {
  /// How often a thread looks whether the others have arrived before it sleeps: a fraction of a
  /// millisecond, which is more than threads with equal shares wait for each other.
  ///
  /// The runtime itself would look for many milliseconds. While another process has a core, the
  /// thread that waits would then burn its own time slice, and be the one without a core when the
  /// others have arrived.
  static let spinCount = "10000"

  /// Tells the runtime before it is loaded; a user's own settings stay.
  ///
  /// The environment is written at most once, and never over a value that another thread may be reading.
  static let settings: Void = {
    let environment = ProcessInfo.processInfo.environment
    guard environment["OMP_WAIT_POLICY"] == nil else { return }
    setenv("GOMP_SPINCOUNT", spinCount, 0)
  }()

  /// Keeps the runtime in the process once a library has brought it.
  ///
  /// Its threads sleep between parallel loops, in code of the runtime, and do not end when it is
  /// unloaded: closing the last library that uses it would take that code away from under them,
  /// and end the process. LLVM's runtime ends its threads itself.
  static func keep() {
    #if os(Linux)
      // Succeeds only where the runtime is loaded; the handle is kept open by never closing it.
      _ = dlopen("libgomp.so.1", RTLD_NOW | RTLD_NOLOAD)
    #endif
  }
}
