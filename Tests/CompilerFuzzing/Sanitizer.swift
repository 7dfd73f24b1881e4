import Foundation
import TestSupport

/// What watches over a program while it runs.
package enum Sanitizer: String, Sendable, CaseIterable {
  /// AddressSanitizer and UndefinedBehaviorSanitizer: memory that is not the program's, and what C
  /// leaves undefined.
  case address
  /// MemorySanitizer: decisions by numbers that nobody has written.
  case memory
  /// ThreadSanitizer: data races.
  case thread

  /// The compilers that have it.
  ///
  /// Archer, a part of LLVM's OpenMP, tells ThreadSanitizer which threads have waited for which.
  /// Nothing does for GCC's OpenMP, so that each barrier would be taken for a race. Clang of other
  /// origin need not have OpenMP at all: there, programs have one thread.
  package var compilers: [String] {
    switch self {
    case .address: ["gcc", "clang"]
    case .memory: ["clang"]
    case .thread: ["clang-14"]
    }
  }

  /// Whether programs of a compiler have threads.
  package func hasThreads(_ compiler: String) -> Bool { self == .thread || compiler == "gcc" }

  /// The flags of a compiler, where it is built with its libraries in a folder.
  func flags(_ compiler: String, libraries: String?) -> [String] {
    let kinds =
      switch self {
      case .address: "address,undefined"
      case .memory: "memory"
      case .thread: "thread"
      }
    // Pointers to nothing and past objects are AddressSanitizer's, too; the compiler takes two
    // thirds of its time for checking both.
    let excluded = self == .address ? ["-fno-sanitize=null,object-size"] : []
    return ["-fsanitize=\(kinds)", "-fno-sanitize-recover=all", "-fno-omit-frame-pointer"]
      + excluded
      + (hasThreads(compiler) ? ["-fopenmp"] : ["-Wno-unknown-pragmas"])
      + (libraries.map { ["-L\($0)", "-Wl,-rpath,\($0)"] } ?? [])
  }

  /// The folder of LLVM's OpenMP, for programs that need it.
  ///
  /// - Throws: `InstalledProgram.MissingToolError` where Archer is not there.
  func libraries(of compiler: InstalledProgram) throws -> String? {
    guard self == .thread else { return nil }
    // As in /usr/lib/llvm-14/lib/clang/14.0.6.
    let resources = try compiler.run(["-print-resource-dir"]).output
      .trimmingCharacters(in: .whitespacesAndNewlines)
    let folder = URL(fileURLWithPath: resources).deletingLastPathComponent()
      .deletingLastPathComponent()
    guard FileManager.default.fileExists(atPath: "\(folder.path)/libarcher.so") else {
      throw InstalledProgram.MissingToolError(name: "libomp-14-dev")
    }
    return folder.path
  }

  /// The variables of a program's environment.
  func environment(libraries: String?) -> [String: String] {
    var variables = [
      // Whoever waits leaves the processor to the others: there may be fewer than threads.
      "OMP_WAIT_POLICY": "passive",
      // Programs that end with their call need not give memory back.
      "ASAN_OPTIONS": "detect_leaks=0",
      "UBSAN_OPTIONS": "print_stacktrace=1",
      // The threads' library is not built for the sanitizer: Archer speaks for it.
      "TSAN_OPTIONS": "ignore_noninstrumented_modules=1 halt_on_error=1",
    ]
    if let libraries { variables["OMP_TOOL_LIBRARIES"] = "\(libraries)/libarcher.so" }
    return variables
  }
}
