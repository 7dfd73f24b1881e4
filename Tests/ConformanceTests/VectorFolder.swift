import Conformance
import Foundation

/// The cache of this process's tests: one for all of them, since the loader knows libraries by their
/// places on disk.
enum TestCache {
  static let directory: String = {
    atexit { try? FileManager.default.removeItem(atPath: TestCache.directory) }
    return FileManager.default.temporaryDirectory
      .appending(path: "croton-tests-\(UUID().uuidString)").path
  }()
}

/// Runs the body with a folder of the given files, which is removed afterwards.
func withVectorFolder<Result>(
  _ files: [String: String], _ body: (String) throws -> Result
) throws -> Result {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "croton-vectors-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  for (name, content) in files {
    try Data(content.utf8).write(to: folder.appending(path: name))
  }
  return try body(folder.path)
}

/// The report of a folder of the given files.
func report(_ files: [String: String]) throws -> ConformanceReport {
  try withVectorFolder(files) { folder in
    try ConformanceRun(folder: folder, cacheDirectory: TestCache.directory).run()
  }
}

/// The report of a single file.
func fileReport(named name: String = "file.json", _ content: String) throws -> FileReport {
  try report([name: content]).files[0]
}
