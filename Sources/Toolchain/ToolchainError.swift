import Diagnostics
import Foundation

/// What can go wrong between C sources and a loaded library, other than a fault of Croton.
package enum ToolchainError: Error, Sendable, Hashable {
  /// There is no C compiler of the given name: the first word of `$CC`'s setting, or else `cc`.
  case compilerNotFound(
    program: String, setting: String?, search: ExecutableSearch, platform: Platform)
  /// `$CROTON_COMPILE_TIMEOUT` is no number of seconds.
  case timeLimitInvalid(String)
  /// The compiler does not answer `--version`.
  case versionUnavailable(command: String, status: Command.Status, output: String)
  /// The compiler is older than those that know all that the C uses; it has failed, or is asked for
  /// its version.
  case compilerTooOld(version: String, command: String, output: String, sources: [String])
  /// A program could not be started.
  case commandNotStarted(command: String, reason: String)
  /// How a program ended cannot be known, since another part of the process has waited for it.
  case commandStatusLost(command: String, reason: String)
  /// The system's libcrypto refuses to compute a SHA-256 digest.
  case digestUnavailable
  /// There is no OpenBLAS in the directories searched.
  case blasNotFound(headers: [String], libraries: [String])
  /// There is no MPI compiler of the given name: the first word of `$MPICC`'s setting, or else
  /// `mpicc`.
  case mpiNotFound(program: String, setting: String?, search: ExecutableSearch, platform: Platform)
  /// The MPI compiler is neither Open MPI's nor MPICH's.
  case mpiUnknown(command: String, output: String)
  /// The MPI compiler does not tell the flags that it adds.
  case mpiFlagsUnavailable(command: String, output: String)

  /// A file of a bundle has a name that is not allowed.
  case sourceNameInvalid(String, bundle: String)
  /// Two files of a bundle have one name.
  case sourceNameRepeated(String, bundle: String)
  /// A bundle has headers at most.
  case nothingToCompile(bundle: String)

  /// The environment does not tell where the cache is.
  case cacheLocationUnknown
  /// The cache directory belongs to somebody else.
  case cacheDirectoryForeign(path: String, owner: UInt32, user: UInt32)
  /// The cache lies where the system loads no code from.
  case cacheNotExecutable(path: String)
  /// The file of the cache's limit holds something else.
  case cacheLimitUnreadable(path: String)
  /// A negative limit.
  case cacheLimitNegative(Int)
  /// A file or directory of the cache cannot be used.
  case fileSystem(action: String, path: String, reason: String)

  /// The compiler refused the sources, or wrote no library for all its status of 0.
  case compilationFailed(
    bundle: String, status: Command.Status, command: String, output: String, sources: [String])
  /// The loader refused a library.
  case libraryNotLoadable(path: String, reason: String)
  /// A small function that was compiled to try the compiler out computes something else.
  case trialFailed(path: String)
  /// A library lacks a function or variable.
  case symbolMissing(name: String, path: String)
  /// A library was made for another version of the interface, or tells none.
  case abiMismatch(path: String, found: UInt32?, expected: UInt32)
}

extension ToolchainError: CustomStringConvertible {
  /// What went wrong and, where that is known, what to do about it.
  package var description: String { advice.map { "\(problem)\n\($0)" } ?? problem }

  /// What went wrong.
  var problem: String {
    switch self {
    case .compilerNotFound(let program, let setting, let search, _):
      return Self.notFound("the C compiler", program, variable: "$CC", setting, search)
    case .timeLimitInvalid(let setting):
      return """
        $CROTON_COMPILE_TIMEOUT, which says how long the C compiler may take: expected a whole \
        number of seconds from 1 to \(CCompiler.longestTimeLimit), got '\(setting)'
        """
    case .versionUnavailable(let command, _, let output):
      return "the C compiler does not tell its version\n  command: \(command)"
        + Self.quoted(output)
    case .compilerTooOld(let version, let command, let output, let sources):
      let source = sources.isEmpty ? "" : "\n  source: \(sources.joined(separator: " "))"
      return """
        the C compiler is too old: expected \(CompilerVersion.oldestText), or newer, got \
        '\(version.shownAsName)'
          command: \(command)\(source)\(Self.quoted(output))
        """
    case .commandNotStarted(let command, let reason):
      return "cannot start a program: \(reason)\n  command: \(command)"
    case .commandStatusLost(let command, let reason):
      return "cannot learn how a program ended: \(reason)\n  command: \(command)"
    case .digestUnavailable:
      return "libcrypto cannot compute SHA-256, by which compiled kernels are found; expected an "
        + "OpenSSL configuration (openssl.cnf, $OPENSSL_CONF) that offers it"
    case .blasNotFound(let headers, let libraries):
      return """
        cannot find OpenBLAS
          looked for cblas.h in \(headers.joined(separator: ", "))
          looked for libopenblas in \(libraries.joined(separator: ", "))
          and asked pkg-config for openblas
        """
    case .mpiNotFound(let program, let setting, let search, _):
      return Self.notFound("the MPI compiler", program, variable: "$MPICC", setting, search)
    case .mpiUnknown(let command, let output):
      return """
        the MPI compiler tells no version that is known: expected one of Open MPI or MPICH
          command: \(command)\(Self.quoted(output))
        """
    case .mpiFlagsUnavailable(let command, let output):
      return "the MPI compiler does not tell its flags\n  command: \(command)"
        + Self.quoted(output)

    case .sourceNameInvalid(let name, let bundle):
      return """
        '\(name)' in '\(bundle)' cannot be the name of a C source: use letters, digits, '_', '-' \
        and '.', with a letter, a digit or '_' first and '.c' or '.h' last
        """
    case .sourceNameRepeated(let name, let bundle):
      return "'\(bundle)' has two files of the name '\(name)'"
    case .nothingToCompile(let bundle):
      return "'\(bundle)' has no file to compile: no name ends in '.c'"

    case .cacheLocationUnknown:
      return """
        cannot tell where to keep compiled kernels: neither $XDG_CACHE_HOME nor $HOME is an \
        absolute path
        """
    case .cacheDirectoryForeign(let path, let owner, let user):
      return """
        the kernel cache \(path) belongs to user \(owner), not to user \(user) who runs this \
        program; loading code from it would be unsafe
        """
    case .cacheNotExecutable(let path):
      return """
        the kernel cache \(path) is on a file system that is mounted noexec, from which no code \
        can be loaded
        """
    case .cacheLimitUnreadable(let path):
      return
        "the limit of the kernel cache cannot be read from \(path): expected a number of bytes"
    case .cacheLimitNegative(let bytes):
      return "the limit of the kernel cache is \(bytes) bytes; expected at least 0"
    case .fileSystem(let action, let path, let reason):
      return "cannot \(action) \(path): \(reason)"

    case .compilationFailed(let bundle, let status, let command, let output, let sources):
      return "the C compiler \(Self.ending(status)) '\(bundle)'\n  command: \(command)\n"
        + "  source: \(sources.joined(separator: " "))" + Self.quoted(output)
    case .libraryNotLoadable(let path, let reason):
      return "cannot load the compiled kernels \(path)\n  \(reason)"
    case .trialFailed(let path):
      return """
        a test function returned a wrong result
          library: \(path)
        """
    case .symbolMissing(let name, let path):
      return "the compiled kernels have no '\(name)'\n  library: \(path)"
    case .abiMismatch(let path, let found, let expected):
      let version = found.map { "version \($0)" } ?? "no version"
      return """
        the compiled kernels have \(version) of Croton's binary interface, and this program needs \
        version \(expected)
          library: \(path)
        """
    }
  }

  private static func notFound(
    _ what: String, _ program: String, variable: String, _ setting: String?,
    _ search: ExecutableSearch
  ) -> String {
    let name =
      setting != nil
      ? "'\(program)', which \(variable) names" : "'\(program)' (\(variable) is not set)"
    let directories = search.directories.joined(separator: ", ")
    let place =
      if program.contains("/") {
        "no program is at that path"
      } else if directories.isEmpty {
        "$PATH names no directory to look in: '\(search.path)'"
      } else if search.isPathSet {
        "looked in $PATH: \(directories)"
      } else {
        "looked in \(directories) ($PATH is not set)"
      }
    return "cannot find \(what) \(name)\n  \(place)"
  }

  private static func ending(_ status: Command.Status) -> String {
    switch status {
    case .exited(0): "wrote no library for"
    case .exited(let code): "failed with status \(code) on"
    case .signalled(let signal): "was ended by signal \(signal) on"
    case .timedOut(let seconds): "was ended, having taken more than \(seconds) seconds, on"
    }
  }

  /// How many lines of a program are quoted; all that it wrote is in the log beside the sources.
  private static let quotedLines = 40

  // A program's own words, each line behind a bar.
  private static func quoted(_ output: String) -> String {
    let lines = output.split(whereSeparator: \.isNewline)
    let rest = lines.count - quotedLines
    return lines.prefix(quotedLines).map { "\n  | \($0.shownAsLine)" }.joined()
      + (rest > 0 ? "\n  … and \(rest) more lines" : "")
  }
}
