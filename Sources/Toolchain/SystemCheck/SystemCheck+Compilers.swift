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
    } catch let error as ToolchainError {
      // What it compiles counts, not whether it tells its version.
      let status: Status = if case .versionUnavailable = error { .warning } else { .error }
      return [Finding("C compiler", status, error)]
    } catch {
      return [Finding("C compiler", .error, error)]
    }
  }

  /// Whether small functions compile, load and run: with OpenMP, and with OpenBLAS.
  ///
  /// They are compiled where the cache makes its entries, or among temporary files where there is
  /// no cache. What does not compile stays there, for the user to look at; the cache removes it
  /// after a day.
  static func kernels(_ environment: [String: String], cache: KernelCache?) -> [Finding] {
    let temporary = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-doctor-\(UUID().uuidString)").path
    let directory = (try? cache?.makeStagingEntry().directory) ?? temporary
    do {
      let compiler = try KernelCompiler(environment: environment, cacheDirectory: directory)
      let findings = [openMP(compiler), openBLAS(compiler, environment)]
      if findings.allSatisfy({ $0.status == .ok }) { FileSystem.remove(directory) }
      return findings
    } catch {
      // What is wrong with the compiler has been said.
      FileSystem.remove(directory)
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
      return Finding("BLAS", .warning, error, purpose: purpose)
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
      return Finding("MPI", .warning, error, purpose: purpose)
    }
  }
}
