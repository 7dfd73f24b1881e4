import Foundation

/// The runtime of OpenMP, GNU's or LLVM's, whose threads run the parallel loops of loaded libraries.
package enum ThreadRuntime {
  /// How often a thread looks whether the others have arrived before it sleeps: a fraction of a
  /// millisecond, which is more than threads with equal shares wait for each other.
  ///
  /// The runtime itself would look for many milliseconds. While another process has a core, the
  /// thread that waits would then burn its own time slice, and be the one without a core when the
  /// others have arrived.
  static let spinCount = "10000"

  /// Tells the runtime, and OpenBLAS, before they are loaded; a user's own settings stay.
  ///
  /// OpenBLAS would start threads as soon as it is loaded, which functions have it not use, and end
  /// the process where it cannot.
  ///
  /// The environment is written at most once, and never over a value that another thread may be
  /// reading.
  static let settings: Void = {
    let environment = ProcessInfo.processInfo.environment
    setenv("OPENBLAS_NUM_THREADS", "1", 0)
    guard environment["OMP_WAIT_POLICY"] == nil else { return }
    setenv("GOMP_SPINCOUNT", spinCount, 0)
  }()

  /// The number of threads that a parallel region may ask for: no more than `count`, and no more
  /// than the system will give. The runtime ends the process where it cannot start one.
  ///
  /// The calling thread is one of them. The runtime keeps the others for the next region that the
  /// same thread starts, so that the system is asked only when a region is to have more than the
  /// one before.
  package static func threadCount(upTo count: Int) -> Int {
    // A region of one thread leaves those of the one before where they are.
    guard count > 1, let teamSize else { return 1 }
    let present = max(1, Int(bitPattern: pthread_getspecific(teamSize)))
    var size = count
    if size > present {
      // Those that were tried may not be gone for the system when the runtime starts its own: half
      // of them are sure.
      size = min(size, present + SystemThreads.startable(2 * (size - present)) / 2)
    }
    // The value is never used as a pointer.
    if size != present { pthread_setspecific(teamSize, UnsafeRawPointer(bitPattern: size)) }
    return size
  }

  /// Where each thread keeps the number of threads of the last parallel region it started, as the
  /// runtime does.
  private static let teamSize: pthread_key_t? = {
    var key = pthread_key_t()
    return pthread_key_create(&key, nil) == 0 ? key : nil
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
