import Diagnostics
import Foundation

extension SystemCheck {
  /// The C compiler and its version.
  static func compiler(_ environment: [String: String]) -> [Finding] {
    let compiler: CCompiler
    do {
      compiler = try CCompiler(environment: environment)
    } catch {
      return [Finding("C compiler", .error, error)]
    }
    do {
      let version = try compiler.supportedVersion()
      return [Finding("C compiler", .ok, "\(compiler.path): \(version.line.shownAsName)")]
    } catch ToolchainError.versionUnavailable(let command, let status, let output) {
      // What it compiles counts.
      return [
        Finding(
          "C compiler", .warning,
          ToolchainError.versionUnavailable(command: command, status: status, output: output))
      ]
    } catch {
      return [Finding("C compiler", .error, error)]
    }
  }

  /// Whether small functions compile, load and run: with OpenMP, and with OpenBLAS.
  ///
  /// They are compiled into the cache, or among temporary files where that cannot be used.
  static func kernels(_ environment: [String: String], isCacheUsable: Bool) -> [Finding] {
    let temporary = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-doctor-\(UUID().uuidString)").path
    defer { if !isCacheUsable { FileSystem.remove(temporary) } }
    do {
      let compiler = try KernelCompiler(
        environment: environment, cacheDirectory: isCacheUsable ? nil : temporary)
      return [openMP(compiler), openBLAS(compiler, environment)]
    } catch {
      // What is wrong with the compiler has been said.
      return []
    }
  }

  private static func openMP(_ compiler: KernelCompiler) -> Finding {
    do {
      let threads = try TrialKernel(compiler).threads(upTo: 2)
      let detail = "a small function was compiled, loaded and run on \(threads) of 2 threads"
      guard OpenMP.find() != nil else {
        return Finding(
          "OpenMP", .warning, "there is none, so that functions run on one thread",
          remedy: "Install it with: brew install libomp")
      }
      return threads == 2
        ? Finding("OpenMP", .ok, detail)
        : Finding(
          "OpenMP", .warning, detail,
          remedy: "Raise OMP_THREAD_LIMIT, or the limit of processes (ulimit -u).")
    } catch {
      return Finding("OpenMP", .error, error)
    }
  }

  private static func openBLAS(
    _ compiler: KernelCompiler, _ environment: [String: String]
  ) -> Finding {
    let purpose = "only --blas openblas needs it"
    do {
      let blas = try BLASLibrary.find(environment: environment)
      try TrialKernel(compiler).multiply(with: blas)
      return Finding("BLAS", .ok, "\(blas.name) multiplies matrices; \(purpose)")
    } catch {
      let found = Finding("BLAS", .warning, error)
      return Finding("BLAS", .warning, "\(found.detail)\n  \(purpose)", remedy: found.remedy)
    }
  }

  /// The MPI compiler, which several processes need that train together.
  static func mpi(_ environment: [String: String]) -> Finding {
    let purpose = "only --distributed needs it"
    do {
      let mpi = try MPICompiler.find(environment: environment)
      return Finding(
        "MPI", .ok, "\(mpi.path): \(mpi.library.rawValue) \(mpi.version); \(purpose)")
    } catch {
      let found = Finding("MPI", .warning, error)
      return Finding("MPI", .warning, "\(found.detail)\n  \(purpose)", remedy: found.remedy)
    }
  }
}
