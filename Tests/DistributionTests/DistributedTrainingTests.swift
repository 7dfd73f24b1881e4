import CommandLineTestSupport
import Foundation
import Testing

/// `croton train --distributed` under mpirun gives the bits of `croton train`.
@Suite struct DistributedTrainingTests {
  private static let leNet = "train lenet5 --data digits --batch-size 128 --nkerns 3 4 --epochs 3"
  private static let perceptron = "train mlp --data digits --epochs 2"
  private static let shuffled = "train fast-mnist --data digits --epochs 3"

  /// What of a run no number of processes changes.
  private struct Record: Equatable {
    /// The lines without times.
    let lines: [String]
    let files: [Data]
    let events: [[String: String]]

    init(_ result: Program.Result, _ folder: String) throws {
      lines = result.lines.filter { !$0.hasSuffix(" s") }
      files = try ["best", "last"].map {
        try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0).safetensors"))
      }
      let log = try String(contentsOfFile: "\(folder)/log.jsonl", encoding: .utf8)
      events = try log.split(separator: "\n").dropFirst().map { line in
        let event = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
        let times = ["seconds", "train_ms_per_step"]
        return event.filter { !times.contains($0.key) }.mapValues { "\($0)" }
      }
    }
  }

  @Test(arguments: [
    (leNet, "openmpi", [2, 3, 4]), (leNet, "mpich", [2]), (perceptron, "openmpi", [2, 4]),
    (shuffled, "openmpi", [3]), (shuffled, "mpich", [2]),
  ])
  func anyNumberOfProcesses(command: String, library: String, ranks: [Int]) throws {
    try withMPI(library) { mpi in
      let alone = try mpi.croton.run("\(command) --hash --run alone --threads 1")
      #expect(alone.status == 0, "\(alone.errors)")
      let expected = try Record(alone, "\(mpi.folder)/alone")
      #expect(expected.lines.count > 2)
      #expect(expected.events.count > 3)
      for count in ranks {
        let run = "run\(count)"
        let result = try mpi.run(
          count, "\(command) --hash --run \(run) --threads \(count % 2 + 1) --distributed")
        #expect(result.status == 0, "\(result.errors)")
        #expect(try Record(result, "\(mpi.folder)/\(run)") == expected, "\(count) ranks")
      }
    }
  }

  /// Between hosts a thread carries the exchanges on while kernels run.
  @Test(arguments: [leNet, shuffled])
  func severalHosts(command: String) throws {
    try withMPI("openmpi") { mpi in
      let alone = try mpi.croton.run("\(command) --hash --run alone --threads 1")
      #expect(alone.status == 0, "\(alone.errors)")
      let apart = try mpi.start(
        2, "\(command) --hash --run apart --threads 2 --distributed", hosts: true
      ).wait()
      #expect(apart.status == 0, "\(apart.errors)")
      #expect(
        try Record(apart, "\(mpi.folder)/apart") == Record(alone, "\(mpi.folder)/alone"))
    }
  }

  @Test(arguments: [("openmpi", 3), ("mpich", 2)])
  func anAugmentedNetwork(library: String, ranks: Int) throws {
    try withMPI(library) { mpi in
      let train = "train --data digits --batch-size 100 --epochs 2 --hash --threads 1"
      let alone = try mpi.alone("augmented-network").run("\(train) --run alone")
      #expect(alone.status == 0, "\(alone.errors)")
      let result = try mpi.run(
        ranks, "\(train) --run shared --distributed", program: "augmented-network")
      #expect(result.status == 0, "\(result.errors)")
      #expect(
        try Record(result, "\(mpi.folder)/shared") == Record(alone, "\(mpi.folder)/alone"))
    }
  }

  /// Process 0 alone says that processes repeat what others compute.
  @Test func minibatchesThatAreTooSmall() throws {
    try withMPI("openmpi") { mpi in
      let result = try mpi.run(4, "\(Self.perceptron) --distributed")
      #expect(
        result.errors.components(
          separatedBy: "note: each of 4 processes computes all of a minibatch of 20 examples, "
            + "which is too small to be shared\n"
        ).count == 2, "\(result.errors)")
    }
  }

  @Test func withoutMPIRun() throws {
    try withMPI("openmpi") { mpi in
      #expect(try mpi.croton.run("\(Self.leNet) --run alone").status == 0)
      let single = try mpi.run(1, "\(Self.leNet) --run single --distributed")
      #expect(single.status == 0, "\(single.errors)")
      #expect(!single.errors.contains("one process trains"))
      let launcherless = try mpi.croton.run("\(Self.leNet) --epochs 1 --run less --distributed")
      #expect(
        launcherless.errors.contains(
          "note: one process trains; 'mpirun -n 4' before the command starts four\n"))
      // The run of several processes goes on in one that MPI knows nothing of.
      let three = try mpi.run(3, "\(Self.leNet) --epochs 1 --run three --distributed")
      #expect(three.status == 0, "\(three.errors)")
      let rest = try mpi.croton.run("train lenet5 --resume three --epochs 3 --no-distributed")
      #expect(rest.status == 0, "\(rest.errors)")
      for name in ["last", "best"] {
        let bytes = try ["alone", "single", "three"].map {
          try Data(contentsOf: URL(fileURLWithPath: "\(mpi.folder)/\($0)/\(name).safetensors"))
        }
        #expect(bytes[1] == bytes[0])
        #expect(bytes[2] == bytes[0])
      }
    }
  }
}
