import Foundation

/// The C compiler of the system.
package struct CCompiler: Sendable {
  /// The compiler as told apart from others without running it, which would cost a warm start more
  /// than everything else it does: the resolved path, size and modification time of each program
  /// in the command, the arguments, and the environment that compilers read.
  package struct Identity: Sendable, Hashable {
    /// One line per property, in a fixed order.
    package let properties: [String]
  }

  /// The absolute path of the program to run.
  package let path: String

  /// The arguments that `$CC` gives after the program, which come before all others.
  package let arguments: [String]

  /// What tells this compiler from others.
  package let identity: Identity

  /// How long a run of the compiler may take, in whole seconds.
  package let timeLimit: Duration

  /// The environment that the compiler runs in.
  let environment: [String: String]

  /// Finds the compiler that `$CC` names, or else `cc`.
  ///
  /// `$CC` may hold arguments, split at white space, as in `CC="ccache gcc-14 -m64"`, or be a path
  /// as a whole. The program is a path, or a name that is searched in `$PATH`. The compiler runs in a
  /// directory of the kernel cache, so paths in the arguments should be absolute, and for no more
  /// than `$CROTON_COMPILE_TIMEOUT` seconds, or else 300.
  ///
  /// - Throws: `ToolchainError.compilerNotFound`, `ToolchainError.timeLimitInvalid`.
  package init(environment: [String: String], platform: Platform = .current) throws {
    let search = ExecutableSearch(environment: environment)
    let setting = (environment["CC"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    let words = search.words(of: setting)
    let program = words.first ?? "cc"
    guard let path = search.path(of: program) else {
      throw ToolchainError.compilerNotFound(
        program: program, setting: setting.isEmpty ? nil : setting, search: search,
        platform: platform)
    }
    self.path = path
    self.arguments = Array(words.dropFirst())
    self.timeLimit = try Self.timeLimit(environment)
    // The compiler looks for its assembler and linker as this does for the compiler.
    self.environment = environment.merging(["PATH": search.path]) { given, _ in given }
    self.identity = Self.identity(
      path: path, arguments: arguments, environment: environment, platform: platform)
  }

  /// Asks the compiler for its version by running it.
  ///
  /// - Throws: `ToolchainError.commandNotStarted`, `ToolchainError.versionUnavailable`.
  package func version() throws -> CompilerVersion {
    let command = versionCommand
    let result = try command.run(environment: environment, timeLimit: timeLimit)
    guard result.status == .exited(0), let version = CompilerVersion(result.output) else {
      throw ToolchainError.versionUnavailable(
        command: command.shellText, status: result.status, output: result.output)
    }
    return version
  }

  /// Checks that the compiler is none of those that are too old, and asks it for its version.
  ///
  /// - Throws: `ToolchainError.compilerTooOld`, and what `version()` throws.
  package func supportedVersion() throws -> CompilerVersion {
    let version = try version()
    guard !version.isTooOld else {
      throw ToolchainError.compilerTooOld(
        version: version.line, command: versionCommand.shellText, output: "", sources: [])
    }
    return version
  }

  private var versionCommand: Command {
    Command(program: path, arguments: arguments + ["--version"])
  }

  /// The largest `$CROTON_COMPILE_TIMEOUT`: a day, in seconds.
  static let longestTimeLimit = 86_400

  private static func timeLimit(_ environment: [String: String]) throws -> Duration {
    let setting = environment["CROTON_COMPILE_TIMEOUT"] ?? ""
    if setting.isEmpty { return Command.defaultTimeLimit }
    guard let seconds = Int(setting), (1...longestTimeLimit).contains(seconds) else {
      throw ToolchainError.timeLimitInvalid(setting)
    }
    return .seconds(seconds)
  }

  // MARK: Identity

  // What GCC's and Clang's manuals say changes which headers, libraries and subprograms are used.
  private static let variables = [
    "COMPILER_PATH", "CPATH", "C_INCLUDE_PATH", "DEVELOPER_DIR", "GCC_EXEC_PREFIX",
    "LIBRARY_PATH", "MACOSX_DEPLOYMENT_TARGET", "SDKROOT",
  ]

  // On macOS, `/usr/bin/cc` only starts the compiler of the developer directory that
  // `xcode-select` chose. Those compilers change with an update; the starter does not.
  private static let developerCompilers = [
    "/var/db/xcode_select_link/Toolchains/XcodeDefault.xctoolchain/usr/bin/clang",
    "/var/db/xcode_select_link/usr/bin/clang",
    "/Library/Developer/CommandLineTools/usr/bin/clang",
  ]

  private static func identity(
    path: String, arguments: [String], environment: [String: String], platform: Platform
  ) -> Identity {
    // In `ccache gcc` the second word is a compiler too, and an update of it counts.
    let search = ExecutableSearch(environment: environment)
    var programs = [path]
    programs += arguments.filter { !$0.hasPrefix("-") }.compactMap(search.path(of:))
    if platform == .macOS { programs += developerCompilers }

    let stamps = programs.compactMap { program -> String? in
      guard let status = FileStatus(path: program) else { return nil }
      let resolved = URL(fileURLWithPath: program).resolvingSymlinksInPath().path
      return "file \(resolved) \(status.size) \(status.modified)"
    }
    let settings = variables.compactMap { name in
      environment[name].map { "variable \(name)=\($0)" }
    }
    // The path before links are followed counts as well: Clang and busybox-like wrappers choose
    // what to be by the name they are called with.
    let words = ["program \(path)"] + arguments.map { "argument \($0)" }
    return Identity(properties: words + stamps + settings)
  }
}
