import CEmitter
import CallABI
import Execution
import Foundation
import Toolchain

/// The processes of a training, which MPI has started: `mpirun -n 4 croton train lenet5
/// --distributed` starts four, each with a session.
///
/// All processes call the methods in the same order, one thread at a time. A process that waits too
/// long for another names it and ends the program, with the exit code 4.
package final class ProcessSession: Sendable {
  private typealias Start =
    @Sendable @convention(c) (
      Double, UnsafeMutablePointer<Int32>, UnsafeMutablePointer<Int32>
    ) -> Int32
  private typealias Name = @Sendable @convention(c) (Int32) -> UnsafePointer<CChar>
  private typealias SetLimit = @Sendable @convention(c) (Double) -> Void
  private typealias MakeGroup = @Sendable @convention(c) (Int32) -> UnsafeMutableRawPointer
  private typealias Gather =
    @Sendable @convention(c) (UnsafeRawPointer, Int32, UnsafeMutableRawPointer)
    -> Void
  private typealias Broadcast = @Sendable @convention(c) (UnsafeMutableRawPointer, Int64) -> Void
  private typealias GetTraffic =
    @Sendable @convention(c) (
      UnsafeMutablePointer<Int64>, UnsafeMutablePointer<Double>, UnsafeMutablePointer<Double>
    ) -> Void
  private typealias Vote = @Sendable @convention(c) (Int32) -> Void
  private typealias Votes = @Sendable @convention(c) () -> Int32
  private typealias Finish = @Sendable @convention(c) () -> Void
  private typealias Abort = @Sendable @convention(c) (Int32) -> Void

  /// The number of this process, from 0, and how many there are.
  package let rank: Int
  package let ranks: Int
  /// The MPI that has started them.
  package let mpi: MPICompiler

  // MPI cannot be started again: the library is kept open, and these functions with it.
  private let library: LoadedLibrary
  private let nameOfRank: Name
  private let setLimit: SetLimit
  private let makeGroup: MakeGroup
  private let getTraffic: GetTraffic
  private let gather: Gather
  private let broadcast: Broadcast
  private let startVote: Vote
  private let countVotes: Votes
  private let finishAll: Finish
  private let abortAll: Abort

  /// Starts MPI, with the library of the `mpicc` that the environment names.
  ///
  /// - Parameter timeLimit: how long a process waits for another.
  /// - Throws: `ToolchainError` where there is no MPI, or its programs cannot be compiled;
  ///   `ProcessSessionError` where MPI does not start.
  package init(
    timeLimit: Duration,
    environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws {
    mpi = try MPICompiler.find(environment: environment)
    let compiler = try KernelCompiler(environment: environment)
    let files =
      try CEmitter.processes(abiVersion: Int(CROTON_ABI_VERSION))
      .map { SourceBundle.File(name: $0.name, text: $0.text) }
    library = try compiler.library(
      for: SourceBundle(name: "processes", files: files),
      flags: compiler.flags(usesOpenMP: false, mpi: mpi), abiVersion: UInt32(CROTON_ABI_VERSION)
    ).library
    nameOfRank = try library.function("croton_processes_name")
    setLimit = try library.function("croton_processes_set_limit")
    makeGroup = try library.function("croton_processes_group")
    getTraffic = try library.function("croton_processes_traffic")
    gather = try library.function("croton_processes_gather")
    broadcast = try library.function("croton_processes_broadcast")
    startVote = try library.function("croton_processes_vote")
    countVotes = try library.function("croton_processes_votes")
    finishAll = try library.function("croton_processes_finish")
    abortAll = try library.function("croton_processes_abort")
    // It ends MPI at the exit of the program. Closed with the session, it would do so before the
    // error that the session ends by is written.
    library.keep()
    let start: Start = try library.function("croton_processes_start")
    var (rank, ranks): (Int32, Int32) = (0, 0)
    let status = start(timeLimit / .seconds(1), &rank, &ranks)
    guard status == 0 else { throw ProcessSessionError.notStarted(mpi, status: Int(status)) }
    (self.rank, self.ranks) = (Int(rank), Int(ranks))
    // Another MPI than the one that has started the processes takes each for the only one.
    if ranks == 1, let started = LaunchedProcesses.count(environment), started > 1 {
      throw ProcessSessionError.otherLauncher(mpi, started: started)
    }
  }

  /// The name of a process, as `process 2 of 4 (node17, PID 1234)`.
  package func name(of rank: Int) -> String {
    // The library has a text that ends in a zero for each process.
    return String(cString: nameOfRank(Int32(rank)))
  }

  /// Changes how long a process waits for another.
  package func setTimeLimit(_ limit: Duration) {
    setLimit(limit / .seconds(1))
  }

  /// Makes groups of as many processes in a row, each of which splits minibatches.
  ///
  /// - Returns: the group of this process.
  package func group(ofSize size: Int) -> ProcessGroup {
    ProcessGroup(mpi: mpi, pointer: makeGroup(Int32(size)), library: library)
  }

  /// What functions have exchanged since this was asked for last.
  package func traffic() -> ProcessTraffic {
    var traffic = ProcessTraffic()
    getTraffic(&traffic.sentBytes, &traffic.waitingSeconds, &traffic.exchangingSeconds)
    return traffic
  }

  /// The texts of all processes, in their order.
  package func gather(_ text: String) -> [String] {
    let own = Array(text.utf8)
    var sizes = [Int32](repeating: 0, count: ranks)
    var size = Int32(own.count)
    gather(&size, 4, &sizes)
    let longest = Int(sizes.max() ?? 0)
    guard longest > 0 else { return sizes.map { _ in "" } }
    let padded = own + [UInt8](repeating: 0, count: longest - own.count)
    // As many bytes of each process as the longest text has.
    var all = [UInt8](repeating: 0, count: longest * ranks)
    gather(padded, Int32(longest), &all)
    return sizes.enumerated().map { rank, size in
      String(decoding: all[rank * longest..<rank * longest + Int(size)], as: UTF8.self)
    }
  }

  /// The bytes of process 0, which all processes get.
  package func broadcast(_ bytes: Data) -> Data {
    var count = Int64(bytes.count)
    broadcast(&count, 8)
    var result = rank == 0 ? bytes : Data(count: Int(count))
    // All processes have room for as many bytes.
    result.withUnsafeMutableBytes { buffer in
      if let address = buffer.baseAddress { broadcast(address, count) }
    }
    return result
  }

  /// Begins to tell the other processes of flags, which reach them while something else is
  /// computed.
  package func vote(_ flags: Int32) {
    startVote(flags)
  }

  /// The flags that any process has voted for.
  package func votes() -> Int32 {
    countVotes()
  }

  /// Ends MPI, when all processes call it. After it nothing else may be called. The end of the
  /// program calls it, too.
  package func finish() {
    finishAll()
  }

  /// Ends all processes at once.
  package func abort(exitCode: Int32) -> Never {
    abortAll(exitCode)
    // It does not return, which no type of a C function in Swift says.
    exit(exitCode)
  }
}
