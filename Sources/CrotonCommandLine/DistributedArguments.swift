import ArgumentParser
import Croton

/// The options of a training by several processes.
struct DistributedArguments: ParsableArguments {
  private static let defaultTimeout = 30

  @Flag(
    inversion: .prefixedNo, exclusivity: .chooseLast,
    help: ArgumentHelp(
      "Train in all processes that MPI has started, each with its share of every minibatch.",
      discussion:
        "'mpirun -n 4 croton train lenet5 --distributed' starts four. Process 0 alone prints "
        + "and writes. The results are those of one process, to the bit. Without --threads, the "
        + "processes of a machine divide its cores."))
  var distributed: Bool?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --distributed, how long a process waits for another, in seconds. Then the run ends "
        + "with exit code 4 and names the process that is missing. (default: \(defaultTimeout))",
      valueName: "seconds"))
  var timeout: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "With --distributed, the most bytes of gradients that are exchanged together; a larger one "
        + "is exchanged alone. (default: \(CompileOptions.defaultBucketBytes))",
      valueName: "bytes"))
  var bucketBytes: Int?

  func validate() throws {
    if let bucketBytes, bucketBytes < 1 {
      throw ValidationError("\(DistributedError.bucketBytes(bucketBytes))")
    }
    if bucketBytes != nil, distributed == nil {
      throw ValidationError("\(CommandLineError.withoutDistributed("--bucket-bytes"))")
    }
    if let timeout, timeout < 1 {
      throw ValidationError("\(DistributedError.timeLimit(timeout))")
    }
    if timeout != nil, distributed == nil {
      throw ValidationError("\(CommandLineError.withoutDistributed("--timeout"))")
    }
  }

  /// The processes, which are started; `nil` unless they are asked for.
  func processes() throws -> TrainingProcesses? {
    let launched = TrainingProcesses.launchedCount
    if distributed == nil, let launched, launched > 1 {
      throw CommandLineError.launchedProcesses(launched)
    }
    guard distributed == true else { return nil }
    let processes = try TrainingProcesses(timeLimit: .seconds(timeout ?? Self.defaultTimeout))
    if launched == nil, processes.ranks == 1 {
      Output.writeError("note: one process trains; 'mpirun -n 4' before the command starts four")
    }
    return processes
  }
}
