import Foundation

/// The style of C files, as clang-format sees it with the repository's `.clang-format`.
package enum ClangFormat {
  /// What clang-format would change in some files: nothing where it is empty.
  ///
  /// - Throws: `MissingToolError` where there is no clang-format.
  package static func complaints(about files: [URL]) throws -> String {
    guard let program = program(named: "clang-format") else { throw MissingToolError() }
    let style = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent(".clang-format")
    let process = Process()
    process.executableURL = program
    process.arguments =
      ["--dry-run", "-Werror", "--style=file:\(style.path)"] + files.map(\.path)
    let pipe = Pipe()
    process.standardError = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  /// A program in one of the folders of `PATH`.
  package static func program(named name: String) -> URL? {
    (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
      .map { URL(fileURLWithPath: String($0)).appendingPathComponent(name) }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
  }

  package struct MissingToolError: Error, CustomStringConvertible {
    package var description: String {
      "clang-format is missing: apt-get install clang-format, or brew install clang-format"
    }
  }
}
