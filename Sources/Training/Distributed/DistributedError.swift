/// What can go wrong when several processes train together: the words that a user reads.
public enum DistributedError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What process 0 reports, and no other.
  case reported
  /// An error of another process than 0.
  case failed(process: String, reason: String)
  /// Processes that would compute something else than process 0.
  case differing([String])
  /// Processes that have been started before: MPI starts once in the life of a process.
  case startedTwice
  /// A time limit that is not positive.
  case timeLimit(Int)
  /// Less than a byte in an exchange of gradients.
  case bucketBytes(Int)
  /// Sums whose order OpenBLAS chooses.
  case openBLAS
  /// A check of kernels against the interpreter, which has no messages.
  case kernelCheck

  /// What is wrong, in the words that a user reads.
  public var description: String {
    switch self {
    case .reported: "process 0 says what is wrong"
    case .failed(let process, let reason): "\(process): \(reason)"
    case .differing(let differences): differences.joined(separator: "\n")
    case .startedTwice:
      "MPI has been started in this process before; expected one value of TrainingProcesses"
    case .timeLimit(let seconds): "--timeout \(seconds): expected at least 1 second"
    case .bucketBytes(let bytes): "--bucket-bytes \(bytes): expected at least 1 byte"
    case .openBLAS:
      "--blas openblas: processes cannot have the bits of one process with it, as it adds in an "
        + "order of its own; expected 'none' with --distributed"
    case .kernelCheck:
      "--check: kernels of several processes cannot be checked; expected it without --distributed, "
        + "which computes the same bits"
    }
  }
}
