import Foundation

/// A search for programs as a shell makes it: by path, or by name in the directories of `$PATH`.
package struct ExecutableSearch: Sendable, Hashable {
  /// The value of `$PATH`, or what stands for it where that is not set.
  package let path: String

  /// Whether `$PATH` is set.
  package let isPathSet: Bool

  /// The directories searched, in order.
  ///
  /// Relative and empty entries of `$PATH` are left out: what a name means should not depend on the
  /// directory the user happens to be in.
  package var directories: [String] {
    path.split(separator: ":").map(String.init).filter { $0.hasPrefix("/") }
  }

  /// The directories of the system's own programs, as `$PATH` names them.
  static let systemPath = "/usr/local/bin:/usr/bin:/bin"

  /// A search in the directories of `PATH`, or in the system's own where that is not set.
  package init(environment: [String: String]) {
    path = environment["PATH"] ?? Self.systemPath
    isPathSet = environment["PATH"] != nil
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

  /// The words of a setting that names a program and perhaps arguments, as in `CC="gcc -m64"`: split
  /// at white space, unless the whole is the path of a program, which may hold white space itself.
  func words(of setting: String) -> [String] {
    let words = setting.split(whereSeparator: \.isWhitespace).map(String.init)
    guard words.count > 1, setting.contains("/"), path(of: setting) != nil else { return words }
    return [setting]
  }

  private static func isExecutable(_ path: String) -> Bool {
    FileStatus(path: path)?.isRegularFile == true && access(path, X_OK) == 0
  }
}
