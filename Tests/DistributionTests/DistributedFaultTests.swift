import CommandLineTestSupport
import Foundation
import Testing

/// What happens when one of several processes is killed, hangs or is told to stop.
@Suite struct DistributedFaultTests {
  /// Steps go on until the test is done with them.
  private static let endless =
    "train fast-mnist --data digits --epochs 100000 --threads 1 --distributed"

  private func bytes(_ run: String, _ name: String, _ mpi: MPIPrograms) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(mpi.folder)/\(run)/\(name).safetensors"))
  }

  /// Lets a run that has ended go on with another number of processes, for a few epochs more than it
  /// had, and compares it with one that never stopped.
  private func goesOn(
    _ run: String, after output: String, ranks: Int, _ train: String, _ mpi: MPIPrograms
  ) throws {
    let epochs = output.matches(of: /epoch ([0-9]+),/).compactMap { Int($0.1) }.max() ?? 0
    let resumed = try mpi.run(ranks, "train lenet5 --resume \(run) --epochs \(epochs + 5)")
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try mpi.croton.run("\(train) --epochs \(epochs + 5) --run whole")
    #expect(whole.status == 0, "\(whole.errors)")
    for name in ["last", "best"] {
      #expect(try bytes(run, name, mpi) == bytes("whole", name, mpi))
    }
  }

  @Test(arguments: [("openmpi", 2, 3), ("mpich", 3, 2)])
  func aProcessIsKilled(library: String, ranks: Int, resumedRanks: Int) throws {
    try withMPI(library) { mpi in
      let train = "train lenet5 --data digits --batch-size 128 --shuffle --threads 1"
      let run = try mpi.start(ranks, "\(train) --epochs 100000 --distributed --run killed")
      try run.waitForOutput(containing: "epoch 4,")
      let process = try mpi.process(ofRank: ranks - 1, withArgument: "killed")
      // One checkpoint at least, in the middle of the run.
      kill(try mpi.process(ofRank: 0, withArgument: "killed"), SIGUSR1)
      try run.waitForFile("killed/last.safetensors")
      kill(process, SIGKILL)
      let result = try run.wait()
      #expect(result.status != 0)
      try goesOn("killed", after: result.output, ranks: resumedRanks, train, mpi)
    }
  }

  @Test(arguments: ["openmpi", "mpich"])
  func aProcessThatHangsIsNamed(library: String) throws {
    try withMPI(library) { mpi in
      let run = try mpi.start(3, "\(Self.endless) --run hung --timeout 12")
      try run.waitForOutput(containing: "epoch 2/")
      let process = try mpi.process(ofRank: 1, withArgument: "hung")
      kill(process, SIGSTOP)
      let result = try run.wait()
      kill(process, SIGKILL)
      #expect(result.status == 4)
      // As many seconds as --timeout says, or more where the machine is busy.
      #expect(
        result.errors.contains(
          try Regex(", PID \(process)\\) has not answered for (1[2-9]|2[0-9]) s\n")),
        "\(result.errors)")
      #expect(result.errors.contains("Error: process 1 of 3 ("))
      #expect(result.errors.components(separatedBy: "has not answered").count == 2)
    }
  }

  @Test(arguments: [(1, SIGTERM, 143), (0, SIGINT, 130)] as [(Int, Int32, Int32)])
  func aProcessIsToldToStop(rank: Int, signal: Int32, status: Int32) throws {
    try withMPI("openmpi") { mpi in
      let train = "train lenet5 --data digits --batch-size 128 --threads 1"
      // Both cases run at the same time, and look for their processes by this word.
      let name = "stopped\(rank)"
      let run = try mpi.start(2, "\(train) --epochs 100000 --distributed --run \(name)")
      try run.waitForOutput(containing: "epoch 3,")
      kill(try mpi.process(ofRank: rank, withArgument: name), signal)
      let result = try run.wait()
      #expect(result.status == status, "\(result.errors)")
      #expect(
        result.errors.contains(
          "the run can go on: 'mpirun -n 2 croton train lenet5 --resume \(name)'\n"))
      try goesOn(name, after: result.output, ranks: 3, train, mpi)
    }
  }
}
