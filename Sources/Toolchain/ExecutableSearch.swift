import Foundation

/// Finds programs as a shell does: by path, or by name in the directories of `$PATH`.
struct ExecutableSearch: Sendable {
  /// The directories searched, in order.
  let directories: [String]

  /// A search in the directories of `PATH`, or in the system's own where that is not set.
  ///
  /// Relative and empty entries are left out: what a name means should not depend on the directory
  /// the user happens to be in.
  init(environment: [String: String]) {
    let path = environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
    directories = path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
  }

  /// The absolute path of a program given by path (with a slash) or by name, or `nil` where no
  /// executable file is found.
  func path(of program: String) -> String? {
    if program.contains("/") {
      let path = URL(fileURLWithPath: program).path
      return Self.isExecutable(path) ? path : nil
    }
    return directories.lazy.map { "\($0)/\(program)" }.first(where: Self.isExecutable)
  }

  private static func isExecutable(_ path: String) -> Bool {
    FileStatus(path: path)?.isRegularFile == true && access(path, X_OK) == 0
  }
}
