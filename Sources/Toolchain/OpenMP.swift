/// How the C compiler is asked for OpenMP, which runs loops on several threads.
package struct OpenMP: Sendable, Hashable {
  /// The flags that come before the source files.
  package let compiling: [CompilerFlag]

  /// The flags that come after the source files.
  package let linking: [CompilerFlag]

  /// Finds OpenMP: part of the compiler on Linux, Homebrew's `libomp` on macOS.
  ///
  /// - Returns: `nil` where there is none, so that kernels run on one thread.
  package static func find(platform: Platform = .current) -> OpenMP? {
    find(platform: platform, root: "")
  }

  /// As `find(platform:)`, with `root` before every path that is looked at.
  static func find(platform: Platform, root: String) -> OpenMP? {
    let reason = "loops marked for OpenMP run on several threads"
    switch platform {
    case .linux:
      return OpenMP(compiling: [CompilerFlag("-fopenmp", reason: reason)], linking: [])
    case .macOS:
      // Homebrew's prefix on Apple silicon, then on Intel.
      let prefixes = ["/opt/homebrew/opt/libomp", "/usr/local/opt/libomp"]
      guard
        let prefix = prefixes.map({ root + $0 }).first(where: {
          FileStatus(path: "\($0)/include/omp.h") != nil
        })
      else { return nil }
      return OpenMP(
        compiling: [
          // Apple's driver refuses -fopenmp by itself, but hands it on.
          CompilerFlag("-Xpreprocessor", "-fopenmp", reason: reason),
          CompilerFlag("-I\(prefix)/include", reason: "omp.h"),
        ],
        linking: [
          CompilerFlag("-L\(prefix)/lib", reason: "libomp"),
          CompilerFlag("-lomp", reason: "the threads of OpenMP"),
        ])
    }
  }
}
