import CommandLineTestSupport
import Foundation
import Processes
import Testing
import Toolchain

/// Processes that cannot train together are refused at the start, in words of process 0 alone.
@Suite struct DistributedRefusalTests {
  private static let train = "train lenet5 --data digits --batch-size 128 --epochs 1"

  /// The errors of Croton, without those of mpirun.
  private func errors(_ result: Program.Result) -> [String] {
    result.errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("Error: ") }
  }

  @Test(arguments: [
    ("--seed 3", "has seed 3; expected that of process 0 of 2 (", "23455"),
    ("--batch-size 64", "has batch_size 64; expected that of process 0 of 2 (", "128"),
    ("--nkerns 3 5", "has training_step_sha256 ", ""),
    (
      "--bucket-bytes 4000", "has bucket_bytes 4000; expected that of process 0 of 2 (", "1048576"
    ),
    ("--data others", "has training_examples 700; expected that of process 0 of 2 (", "750"),
  ])
  func processesThatWouldComputeSomethingElse(
    option: String, words: String, expected: String
  ) throws {
    try withMPI("openmpi") { mpi in
      try TinyDigits.write(to: "\(mpi.folder)/others", training: 840)
      let last = "\(Self.train) \(option) --distributed"
      let result = try mpi.run(2, "\(Self.train) --run refused --distributed", last: last)
      #expect(result.status == 1)
      let errors = errors(result)
      #expect(errors.count == 1, "\(result.errors)")
      #expect(errors.first?.hasPrefix("Error: process 1 of 2 (") == true)
      #expect(errors.first?.contains(words) == true, "\(errors)")
      #expect(errors.first?.hasSuffix(expected) == true)
      #expect(!FileManager.default.fileExists(atPath: "\(mpi.folder)/refused"))
    }
  }

  @Test func whatOneProcessCannotRead() throws {
    try withMPI("mpich") { mpi in
      let last = "train lenet5 --data missing --batch-size 128 --distributed"
      let result = try mpi.run(2, "\(Self.train) --run refused --distributed", last: last)
      #expect(result.status == 1)
      let errors = errors(result)
      #expect(errors.count == 1, "\(result.errors)")
      #expect(errors.first?.hasPrefix("Error: process 1 of 2 (") == true)
      #expect(errors.first?.contains("missing") == true, "\(errors)")
    }
  }

  @Test func errorsOfAllAreSaidOnce() throws {
    try withMPI("openmpi") { mpi in
      let result = try mpi.run(3, "train lenet5 --data missing --distributed")
      #expect(result.status == 1)
      #expect(errors(result).count == 1, "\(result.errors)")
    }
  }

  @Test func divergenceEndsAll() throws {
    try withMPI("openmpi") { mpi in
      let result = try mpi.run(2, "\(Self.train) --learning-rate 1e30 --distributed")
      #expect(result.status == 3)
      let errors = errors(result)
      #expect(errors.count == 1, "\(result.errors)")
      #expect(errors.first?.hasPrefix("Error: training diverged in epoch 1, step ") == true)
    }
  }

  @Test(arguments: [
    (
      "--blas openblas",
      "--blas openblas: processes cannot have the bits of one process with it, as it adds in an "
        + "order of its own; expected 'none' with --distributed"
    ),
    (
      "--check",
      "--check: kernels of several processes cannot be checked; expected it without "
        + "--distributed, which computes the same bits"
    ),
  ])
  func optionsThatOneProcessNeeds(option: String, words: String) throws {
    try withMPI("openmpi") { mpi in
      let result = try mpi.run(2, "\(Self.train) --distributed \(option)")
      #expect(result.status == 1)
      #expect(errors(result) == ["Error: \(words)"])
    }
  }

  @Test func processesThatAreNotToldToTrainTogether() throws {
    try withMPI("openmpi") { mpi in
      let result = try mpi.run(2, "\(Self.train) --run apart")
      #expect(result.status != 0)
      #expect(
        errors(result).first
          == "Error: 2 processes have been started; expected --distributed, with which they train "
          + "together, or --no-distributed, with which each trains alone.", "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(mpi.folder)/apart"))
    }
  }

  @Test func anotherMPIThanThatOfTheProcesses() throws {
    try withMPI("mpich") { mpi in
      let result = try mpi.run(
        2, "\(Self.train) --distributed", changes: ["MPICC": "mpicc.openmpi"])
      #expect(result.status == 1)
      let compiler = try openMPI
      #expect(
        errors(result).first?.hasSuffix(
          "2 processes have been started, and Open MPI \(compiler.version) of '\(compiler.path)' "
            + "knows of one; expected $MPICC to name the mpicc of the MPI whose mpirun starts them")
          == true, "\(result.errors)")
      #expect(!FileManager.default.fileExists(atPath: "\(mpi.folder)/runs"))
    }
  }

  private var openMPI: MPICompiler {
    get throws {
      try MPICompiler.find(
        environment: ProcessInfo.processInfo.environment.merging(["MPICC": "mpicc.openmpi"]) { $1 })
    }
  }

  @Test(arguments: [
    (-1, "it lets only one thread send messages; expected MPI_THREAD_SERIALIZED"),
    (-2, "there is no memory for the names of the processes"),
    (16, "MPI_Init_thread gave the error 16"),
  ])
  func whyMPIDoesNotStart(status: Int, reason: String) throws {
    let mpi = try openMPI
    #expect(
      "\(ProcessSessionError.notStarted(mpi, status: status))"
        == "Open MPI \(mpi.version) does not start: \(reason)")
  }

  /// Before MPI starts, each process says by itself what is wrong, and on which machine.
  @Test(arguments: ["openmpi", "mpich"])
  func aMachineOfSeveralWithoutMPI(library: String) throws {
    try withMPI(library) { mpi in
      let result = try mpi.run(
        2, "\(Self.train) --distributed", changes: ["MPICC": "no-such-mpicc"])
      #expect(result.status != 0)
      let errors = errors(result)
      #expect(!errors.isEmpty, "\(result.errors)")
      for error in errors {
        let name = try Regex("^Error: process [01] of 2 \\(\(MPIPrograms.host), PID [0-9]+\\): ")
        #expect(error.starts(with: name) && error.contains("no-such-mpicc"), "\(error)")
      }
      #expect(result.errors.contains("apt-get install"))
    }
  }

  @Test func aMachineWithoutMPI() throws {
    try withMPI("openmpi") { mpi in
      let croton = Program(
        path: mpi.croton.path, folder: mpi.folder, changes: ["MPICC": "no-such-mpicc"])
      let result = try croton.run("\(Self.train) --distributed")
      #expect(result.status == 1)
      #expect(result.errors.contains("cannot find"), "\(result.errors)")
      #expect(result.errors.contains("apt-get install libopenmpi-dev openmpi-bin"))
    }
  }
}
