import Toolchain

/// Why MPI has not started: the words that a user reads.
package enum ProcessSessionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What the start of MPI gave: an error of MPI's where it is positive.
  case notStarted(MPICompiler, status: Int)
  /// More processes than the MPI knows of.
  case otherLauncher(MPICompiler, started: Int)

  package var description: String {
    switch self {
    case .otherLauncher(let mpi, let started):
      return
        "\(started) processes have been started, and \(mpi.library.rawValue) \(mpi.version) of "
        + "'\(mpi.path)' knows of one; expected $MPICC to name the mpicc of the MPI whose mpirun "
        + "starts them"
    case .notStarted(let mpi, let status):
      let reason =
        switch status {
        case -1: "it lets only one thread send messages; expected MPI_THREAD_SERIALIZED"
        case -2: "there is no memory for the names of the processes"
        default: "MPI_Init_thread gave the error \(status)"
        }
      return "\(mpi.library.rawValue) \(mpi.version) does not start: \(reason)"
    }
  }
}
