import CommandLineTestSupport
import Foundation
import TestSupport

/// The C of a network in a folder `c`, which an MPI has compiled.
struct StandaloneProcesses {
  let mpi: MPIPrograms

  /// The program that trains.
  var train: String { "\(mpi.folder)/c/train" }

  /// Generates the C and builds it.
  ///
  /// - Parameters:
  ///   - model: the model and its options.
  ///   - ranks: how many processes train together, if several are to.
  ///   - make: the arguments of `make`.
  init(_ mpi: MPIPrograms, _ model: String, ranks: Int?, make: [String] = ["MPI=1"]) throws {
    self.mpi = mpi
    let options = ranks.map { " --ranks \($0)" } ?? ""
    let written = try mpi.croton.run("generate \(model) --standalone c\(options)")
    guard written.status == 0 else { throw Failure(result: written) }
    // The kernels are the same with any optimisation, and there are many of them.
    let built = try Program(path: "/usr/bin/make", folder: "\(mpi.folder)/c").run(
      ["-s", "train", "CFLAGS=-O1 -Werror", "MPICC=mpicc.\(mpi.library)"] + make)
    guard built.status == 0, built.errors == "" else { throw Failure(result: built) }
  }

  /// Starts processes of the program, with arguments that have blanks between them.
  func start(_ ranks: Int, _ arguments: String, last: String? = nil) throws -> RunningProgram {
    try mpi.start(ranks, arguments, program: train, last: last)
  }

  /// Runs processes of the program to their end.
  func run(_ ranks: Int, _ arguments: String, last: String? = nil) throws -> Program.Result {
    try start(ranks, arguments, last: last).wait()
  }

  /// Runs one process without an MPI.
  func runAlone(_ arguments: String) throws -> Program.Result {
    try Program(path: train, folder: mpi.folder).run(arguments)
  }

  /// The bytes of a file.
  func bytes(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(mpi.folder)/\(name)"))
  }

  /// The errors of the program, without those of mpirun.
  static func errors(_ result: Program.Result) -> [String] {
    result.errors.split(separator: "\n").map(String.init).filter { $0.hasPrefix("error: ") }
  }

  private struct Failure: Error {
    let result: Program.Result
  }
}
