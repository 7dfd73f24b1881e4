import CommandLineTestSupport
import Foundation
import Testing

/// What happens when one of several processes is killed, hangs or is told to stop.
@Suite struct DistributedFaultTests {
  /// Steps go on until the test is done with them.
  private static let endless =
    "train fast-mnist --data digits --epochs 100000 --threads 1 --distributed"
  private static let whole = "train fast-mnist --data digits --epochs 12 --threads 1"

  private func bytes(_ run: String, _ name: String, _ mpi: MPIPrograms) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(mpi.folder)/\(run)/\(name).safetensors"))
  }

  /// Lets a run whose last checkpoint is somewhere go on, with another number of processes, and
  /// compares it with one that never stopped.
  private func goesOn(_ run: String, ranks: Int, _ mpi: MPIPrograms, epochs: Int) throws {
    let resumed = try mpi.run(ranks, "train fast-mnist --resume \(run) --epochs \(epochs)")
    #expect(resumed.status == 0, "\(resumed.errors)")
    let whole = try mpi.croton.run(
      "train fast-mnist --data digits --epochs \(epochs) --run whole\(run)")
    #expect(whole.status == 0, "\(whole.errors)")
    #expect(try bytes(run, "last", mpi) == bytes("whole\(run)", "last", mpi))
  }

  @Test(arguments: [("openmpi", 2, 3), ("mpich", 3, 2)])
  func aProcessIsKilled(library: String, ranks: Int, resumedRanks: Int) throws {
    try withMPI(library) { mpi in
      // The learning rate of the network would depend on the epochs.
      let run = try mpi.start(
        ranks,
        "train lenet5 --data digits --batch-size 128 --shuffle --epochs 100000 "
          + "--threads 1 --distributed --run killed")
      try run.waitForOutput(containing: "epoch 4,")
      let process = try mpi.process(ofRank: ranks - 1, withArgument: "killed")
      // One checkpoint at least, in the middle of the run.
      kill(try mpi.process(ofRank: 0, withArgument: "killed"), SIGUSR1)
      Thread.sleep(forTimeInterval: 0.5)
      kill(process, SIGKILL)
      #expect(try run.wait().status != 0)
      let resumed = try mpi.run(resumedRanks, "train lenet5 --resume killed --epochs 60")
      #expect(resumed.status == 0, "\(resumed.errors)")
      let whole = try mpi.croton.run(
        "train lenet5 --data digits --batch-size 128 --shuffle --epochs 60 --run whole")
      #expect(whole.status == 0, "\(whole.errors)")
      for name in ["last", "best"] {
        #expect(try bytes("killed", name, mpi) == bytes("whole", name, mpi))
      }
    }
  }

  @Test(arguments: ["openmpi", "mpich"])
  func aProcessThatHangsIsNamed(library: String) throws {
    try withMPI(library) { mpi in
      let run = try mpi.start(3, "\(Self.endless) --run hung --timeout 8")
      try run.waitForOutput(containing: "epoch 2/")
      let process = try mpi.process(ofRank: 1, withArgument: "hung")
      kill(process, SIGSTOP)
      let start = ContinuousClock.now
      let result = try run.wait()
      kill(process, SIGKILL)
      #expect(ContinuousClock.now - start < .seconds(30))
      #expect(result.status == 4)
      #expect(
        result.errors.contains(", PID \(process)) has not answered for 8 s\n"), "\(result.errors)")
      #expect(result.errors.contains("Error: process 1 of 3 ("))
      #expect(result.errors.components(separatedBy: "has not answered").count == 2)
    }
  }

  /// Of a process that answers late, others say that it has fallen behind.
  @Test func aProcessThatFallsBehindIsNamed() throws {
    try withMPI("openmpi") { mpi in
      let run = try mpi.start(3, "\(Self.endless) --run behind --timeout 12")
      try run.waitForOutput(containing: "epoch 2/")
      let process = try mpi.process(ofRank: 2, withArgument: "behind")
      kill(process, SIGSTOP)
      // The others wait for 9 s, and ask for 3.
      Thread.sleep(forTimeInterval: 10.5)
      kill(process, SIGCONT)
      let result = try run.wait()
      #expect(result.status == 4)
      #expect(
        result.errors.contains(", PID \(process)) has fallen behind: others have waited for it"),
        "\(result.errors)")
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
        result.errors.contains("the run can go on: 'croton train lenet5 --resume \(name)'\n"))
      let resumed = try mpi.run(3, "train lenet5 --resume \(name) --epochs 40")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(try mpi.croton.run("\(train) --epochs 40 --run whole").status == 0)
      #expect(try bytes(name, "last", mpi) == bytes("whole", "last", mpi))
    }
  }
}
