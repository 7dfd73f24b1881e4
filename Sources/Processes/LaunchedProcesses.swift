/// What the launchers of Open MPI, MPICH and Slurm tell a process in its environment.
package enum LaunchedProcesses {
  /// How many processes they have started together; `nil` where none of them has started this one.
  package static func count(_ environment: [String: String]) -> Int? {
    ["OMPI_COMM_WORLD_SIZE", "PMI_SIZE", "SLURM_STEP_NUM_TASKS"].lazy
      .compactMap { environment[$0].flatMap { Int($0) } }.first
  }
}
