import Foundation

/// Runs the body with a folder that is removed afterwards.
func withTemporaryDirectory<Result>(_ body: (String) throws -> Result) throws -> Result {
  let directory = FileManager.default.temporaryDirectory
    .appendingPathComponent("croton-files-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  return try body(directory.path)
}

extension FileManager {
  /// The names in a folder, in order.
  func names(in folder: String) throws -> [String] {
    try contentsOfDirectory(atPath: folder).sorted()
  }

  /// The mode of a file.
  func mode(of path: String) throws -> Int {
    try (attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue ?? 0
  }
}

/// The text of a file.
func text(of path: String) throws -> String {
  try String(contentsOfFile: path, encoding: .utf8)
}

/// Makes a file with a text.
func write(_ text: String, to path: String) throws {
  try Data(text.utf8).write(to: URL(fileURLWithPath: path))
}
