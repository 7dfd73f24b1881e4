import Foundation

extension ToolchainError {
  /// What to do about it, where that is known.
  var advice: String? {
    switch self {
    case .compilerNotFound(let program, let setting, let search, let platform):
      let installation =
        switch platform {
        case .linux: "apt-get install gcc"
        case .macOS: "xcode-select --install"
        }
      return Self.searchAdvice(program, variable: "$CC", setting, search, installation)
    case .mpiNotFound(let program, let setting, let search, let platform):
      let installation =
        switch platform {
        case .linux: "sudo apt-get install libopenmpi-dev openmpi-bin"
        case .macOS: "brew install open-mpi"
        }
      return Self.searchAdvice(program, variable: "$MPICC", setting, search, installation)
    case .mpiUnknown: return "Set MPICC to the mpicc of Open MPI or MPICH."
    case .versionUnavailable(_, let status, let output),
      .compilationFailed(_, let status, _, let output, _):
      return Self.advice(status, output)
    case .compilerTooOld:
      return "Install a newer one, and set $CC to its name, as in: CC=gcc-12"
    case .blasNotFound: return "Install it with: apt-get install libopenblas-dev"
    case .cacheLocationUnknown: return "Set HOME or XDG_CACHE_HOME."
    case .cacheDirectoryForeign: return "Set XDG_CACHE_HOME to a directory of your own."
    case .cacheNotExecutable:
      return "Set XDG_CACHE_HOME to a directory on another file system."
    case .cacheLimitUnreadable: return "Set it anew with: croton cache --limit 1GB"
    case .fileSystem:
      return "Compiled kernels are kept there; set XDG_CACHE_HOME to keep them elsewhere."
    case .trialFailed: return "Set CC to another C compiler."
    default: return nil
    }
  }

  private static func searchAdvice(
    _ program: String, variable: String, _ setting: String?, _ search: ExecutableSearch,
    _ installation: String
  ) -> String {
    if program.contains("/"), let setting, setting != program {
      return """
        \(variable) is split at white space: '\(setting)'
        Where the path itself has white space in it, set \(variable) to a link to it that has none.
        """
    }
    return !program.contains("/") && search.directories.isEmpty
      ? pathAdvice : "Install one with: \(installation)"
  }

  /// What to do about the words of a compiler that many have met.
  private static func advice(_ status: Command.Status, _ output: String) -> String? {
    if case .timedOut = status {
      return "Where it needs longer, set CROTON_COMPILE_TIMEOUT to a number of seconds."
    }
    if status == .signalled(SIGKILL) || output.contains("Killed signal terminated program") {
      return "Memory may have run out: the system then kills programs."
    }
    // Clang on Linux takes -fopenmp, but the library for it is a package of its own.
    if output.contains("-lomp") || output.contains("omp.h") {
      return "Install OpenMP for Clang with: apt-get install libomp-dev"
    }
    // On Debian mpicc and the header that it is for are packages of their own.
    if output.contains("mpi.h: No such file") || output.contains("'mpi.h' file not found") {
      return "Install MPI's header with: sudo apt-get install libopenmpi-dev"
        + " (of MPICH: libmpich-dev)"
    }
    let lacksProgram = [
      "cannot find ‘ld’", "cannot find 'ld'", "cannot execute ‘as’", "cannot execute 'as'",
      "unable to execute command: posix_spawn failed",
    ].contains(where: output.contains)
    guard lacksProgram else { return nil }
    return "The compiler looks for its assembler and linker in $PATH. " + pathAdvice
  }

  private static let pathAdvice = "Set it, as in: PATH=\(ExecutableSearch.systemPath)"
}
