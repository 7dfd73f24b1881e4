import Foundation

/// The compiler of an MPI, `mpicc`, and the flags that it adds to those of the C compiler.
package struct MPICompiler: Sendable, Hashable {
  /// The MPIs that are known.
  package enum Library: String, Sendable, Hashable, CaseIterable {
    case openMPI = "Open MPI"
    case mpich = "MPICH"
  }

  /// The absolute path of the program.
  package let path: String

  /// The arguments that `$MPICC` gives after the program.
  package let arguments: [String]

  /// Whose compiler it is.
  package let library: Library

  /// The version of the library, as `4.1.4`.
  package let version: String

  /// The flags that come before the source files.
  package let compiling: [CompilerFlag]

  /// The flags that come after the source files.
  package let linking: [CompilerFlag]

  /// Finds the compiler that `$MPICC` names, or else `mpicc`, and asks it for its version and flags.
  ///
  /// `$MPICC` is read as `CCompiler` reads `$CC`. Programs are run: only who wants MPI should ask.
  ///
  /// - Throws: `ToolchainError.mpiNotFound`, `ToolchainError.mpiUnknown`,
  ///   `ToolchainError.mpiFlagsUnavailable`, `ToolchainError.commandNotStarted`.
  package static func find(
    environment: [String: String], platform: Platform = .current
  ) throws -> MPICompiler {
    let search = ExecutableSearch(environment: environment)
    let setting = (environment["MPICC"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    let words = search.words(of: setting)
    let program = words.first ?? "mpicc"
    guard let path = search.path(of: program) else {
      throw ToolchainError.mpiNotFound(
        program: program, setting: setting.isEmpty ? nil : setting, search: search,
        platform: platform)
    }
    return try MPICompiler(
      path: path, arguments: Array(words.dropFirst()),
      environment: environment.merging(["PATH": search.path]) { given, _ in given })
  }

  private init(path: String, arguments: [String], environment: [String: String]) throws {
    func ask(_ question: String) throws -> (command: Command, answer: String, isAnswered: Bool) {
      let command = Command(program: path, arguments: arguments + [question])
      let result = try command.run(environment: environment)
      return (command, result.output, result.status == .exited(0))
    }
    func words(_ question: String) throws -> [String] {
      let (command, answer, isAnswered) = try ask(question)
      guard isAnswered else {
        throw ToolchainError.mpiFlagsUnavailable(command: command.shellText, output: answer)
      }
      return answer.split(whereSeparator: \.isWhitespace).map(String.init)
    }
    self.path = path
    self.arguments = arguments
    let openMPI = try ask("--showme:version")
    if openMPI.isAnswered, let match = openMPI.answer.firstMatch(of: /Open MPI v?(\S+)/) {
      library = .openMPI
      version = String(match.1)
      compiling = Self.flags(try words("--showme:compile"), reason: Self.compileReason)
      linking = Self.flags(try words("--showme:link"), reason: Self.linkReason)
      return
    }
    // The C compiler's version follows.
    let mpich = try ask("-v")
    guard mpich.isAnswered, let match = mpich.answer.firstMatch(of: /MPICH version (\S+)/) else {
      throw ToolchainError.mpiUnknown(command: mpich.command.shellText, output: mpich.answer)
    }
    library = .mpich
    version = String(match.1)
    // -compile-info and -link-info answer alike: the whole command, which begins with the compiler.
    let flags = try words("-show").drop { !$0.hasPrefix("-") }
    compiling = Self.flags(flags.filter { !Self.isForLinker($0) }, reason: Self.compileReason)
    linking = Self.flags(
      flags.filter { Self.isForLinker($0) || $0 == "-pthread" }, reason: Self.linkReason)
  }

  private static let compileReason = "where MPI has its header"
  private static let linkReason = "messages between processes"

  private static func flags(_ words: [String], reason: String) -> [CompilerFlag] {
    words.map { CompilerFlag($0, reason: reason) }
  }

  // A word without a dash is the path of a library.
  private static func isForLinker(_ word: String) -> Bool {
    !word.hasPrefix("-") || ["-L", "-l", "-Wl,"].contains(where: word.hasPrefix)
  }
}
