import Diagnostics
import Foundation

/// What the launchers of Open MPI, MPICH and Slurm tell a process in its environment.
package enum LaunchedProcesses {
  /// How many processes they have started together; `nil` where none of them has started this one.
  package static func count(_ environment: [String: String]) -> Int? {
    number(["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"], environment)
  }

  /// How many of them are on this machine; `nil` where a launcher does not say.
  package static func countOnHost(_ environment: [String: String]) -> Int? {
    number(["OMPI_COMM_WORLD_LOCAL_SIZE", "MPI_LOCALNRANKS"], environment)
  }

  /// The name of this process before MPI has started, as `process 2 of 4 (node17, PID 1234)`; `nil`
  /// where no launcher has started it.
  package static func name(_ environment: [String: String]) -> String? {
    let rank = number(["OMPI_COMM_WORLD_RANK", "PMI_RANK", "SLURM_PROCID"], environment)
    guard let rank, let count = count(environment) else { return nil }
    return "process \(rank) of \(count) (\(HostName.current), PID \(getpid()))"
  }

  private static func number(_ names: [String], _ environment: [String: String]) -> Int? {
    names.lazy.compactMap { environment[$0].flatMap { Int($0) } }.first
  }
}
