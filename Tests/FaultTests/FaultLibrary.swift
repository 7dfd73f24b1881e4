import Foundation
import TestSupport

/// The library that lets system calls fail, compiled from `Faults/faults.c` when it is first asked
/// for. It goes when the process ends.
enum FaultLibrary {
  /// Where the library is.
  static let path: Result<String, any Error> = Result {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-faults-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
    let library = folder.appendingPathComponent("faults.so")
    directory = folder
    atexit { try? FileManager.default.removeItem(at: FaultLibrary.directory) }
    let source = Bundle.module.bundleURL.appending(path: "Faults/faults.c").path
    let (_, errors) = try InstalledProgram("cc").run([
      "-shared", "-fPIC", "-O1", "-Wall", "-Wextra", "-Werror", source, "-o", library.path,
    ])
    guard FileManager.default.fileExists(atPath: library.path) else {
      throw CompilationError(description: errors)
    }
    return library.path
  }

  // Set before `path` has a value, and read when the process ends.
  private nonisolated(unsafe) static var directory = FileManager.default.temporaryDirectory

  struct CompilationError: Error, CustomStringConvertible {
    let description: String
  }
}
