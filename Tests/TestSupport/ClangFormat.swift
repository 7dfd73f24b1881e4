import Foundation

/// The style of C files, as clang-format sees it with the repository's `.clang-format`.
package enum ClangFormat {
  /// What clang-format would change in some files: nothing where it is empty.
  ///
  /// - Throws: `InstalledProgram.MissingToolError` where there is no clang-format.
  package static func complaints(about files: [URL]) throws -> String {
    let style = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent(".clang-format")
    return try InstalledProgram("clang-format")
      .run(["--dry-run", "-Werror", "--style=file:\(style.path)"] + files.map(\.path)).errors
  }
}
