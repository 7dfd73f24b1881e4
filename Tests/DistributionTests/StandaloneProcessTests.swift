import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

/// `./train --distributed` of C that stands alone, under mpirun: the bits of one process and of
/// `croton train`, and what is said of mistakes and faults.
@Suite struct StandaloneProcessTests {
  private static let leNet = "lenet5 --data digits --batch-size 128 --nkerns 3 4"
  private static let shuffled = "fast-mnist --data digits --epochs 2"
  /// Too small a minibatch for several processes, and one for two groups of two.
  private static let small = "softmax --data digits --batch-size 20"
  private static let softmax = "softmax --data digits --batch-size 64"
  /// Softmax regression by itself, whose steps go on until the test is done with them.
  private static let endless = "--data digits --patience 1000000000 --epochs 1000000000"

  @Test(arguments: [
    (leNet, "openmpi", 2, ["OPENMP=1"]), (leNet, "openmpi", 3, ["CC=clang"]),
    (leNet, "mpich", 2, ["CC=clang"]), (shuffled, "openmpi", 3, []), (shuffled, "mpich", 2, []),
    ("\(leNet) --target portable", "openmpi", 2, []), (small, "openmpi", 2, []),
    (softmax, "openmpi", 4, []),
  ])
  func theBitsAreThoseOfOneProcess(
    model: String, library: String, ranks: Int, make: [String]
  ) throws {
    try withMPI(library) { mpi in
      let compiler = try make.map {
        $0 == "CC=clang" ? "CC=\(try InstalledProgram("clang").url.path)" : $0
      }
      let c = try StandaloneProcesses(mpi, model, ranks: ranks, make: ["MPI=1"] + compiler)
      let options = "--data digits --epochs 2 --hash"
      let threads = make == ["OPENMP=1"] ? " --threads 2" : ""
      let together = try c.run(
        ranks, "\(options) --distributed --save together.safetensors\(threads)")
      #expect(together.status == 0, "\(together.errors)")
      #expect(
        together.errors.contains("the best parameters are in 'together.safetensors'\n"),
        "\(together.errors)")
      let note = " computes all of a minibatch of "
      #expect(
        together.errors.contains(note) == [Self.small, Self.softmax].contains(model),
        "\(together.errors)")
      let alone = try c.runAlone("\(options) --save alone.safetensors")
      #expect(alone.status == 0)
      func timeless(_ result: Program.Result) -> [String] {
        result.lines.map { String($0.replacing(/[0-9.]+ (s|epochs\/sec)$/, with: "TIME")) }
      }
      #expect(timeless(together) == timeless(alone))
      #expect(together.lines.count > 2)
      let croton = try mpi.croton.run(
        "train \(model.replacing(" --target portable", with: "")) --epochs 2 --hash "
          + "--save croton.safetensors")
      #expect(croton.status == 0)
      #expect(timeless(together) == timeless(croton))
      #expect(try c.bytes("together.safetensors") == c.bytes("alone.safetensors"))
      #expect(try c.bytes("together.safetensors") == c.bytes("croton.safetensors"))
    }
  }

  @Test func whatCannotTrainTogetherIsSaidOnce() throws {
    try withMPI("openmpi") { mpi in
      let c = try StandaloneProcesses(mpi, Self.softmax, ranks: 2)
      let train = "--data digits --epochs 1 --distributed"
      func errors(_ result: Program.Result, status: Int32 = 1) -> [String] {
        #expect(result.status == status, "\(result.errors)")
        return StandaloneProcesses.errors(result)
      }
      #expect(
        errors(try c.run(3, train))
          == ["error: the C is for 2 processes; expected 'mpirun -n 2', got 3"])
      #expect(
        errors(try c.runAlone(train))
          == ["error: the C is for 2 processes; expected 'mpirun -n 2', got 1"])
      #expect(
        errors(try c.runAlone("--data digits --timeout 3"))
          == ["error: --timeout has no effect without --distributed"])
      let apart = try c.run(2, "--data digits --epochs 1")
      #expect(
        errors(apart).first
          == "error: 2 processes have been started; expected --distributed, with which they train "
          + "together")
      let host = MPIPrograms.host
      func difference(_ options: String) throws -> String {
        let errors = errors(try c.run(2, train, last: "\(train) \(options)"))
        #expect(errors.count == 1)
        return (errors.first ?? "").replacing(/, PID [0-9]+/, with: "")
      }
      let (second, first) = ("process 1 of 2 (\(host))", "process 0 of 2 (\(host))")
      #expect(
        try difference("--seed 3")
          == "error: \(second) has seed 3; expected that of \(first), 23455")
      #expect(
        try difference("--learning-rate 0.25")
          == "error: \(second) has learning_rate 0.25; expected that of \(first), 0.13")
      try TinyDigits.write(to: "\(mpi.folder)/others", training: 840)
      #expect(
        try difference("--data others")
          == "error: \(second) has training_examples 700; expected that of \(first), 750")
      #expect(
        try difference("--data nowhere")
          == "error: \(second): cannot open 'nowhere/train-images-idx3-ubyte': No such file or "
          + "directory")
      #expect(
        errors(try c.run(2, "--data nowhere --distributed"))
          == [
            "error: cannot open 'nowhere/train-images-idx3-ubyte': No such file or directory"
          ])
      #expect(
        errors(try c.run(2, "\(train) --save nowhere/best.safetensors"))
          == ["error: cannot write 'nowhere/best.safetensors': No such file or directory"])
    }
  }

  @Test func divergenceEndsAll() throws {
    try withMPI("openmpi") { mpi in
      let c = try StandaloneProcesses(
        mpi, "lenet5 --data digits --batch-size 64 --nkerns 2 2", ranks: 2)
      let result = try c.run(2, "--data digits --epochs 1 --distributed --learning-rate 1e30")
      #expect(result.status == 3)
      let errors = StandaloneProcesses.errors(result)
      #expect(errors.count == 1)
      #expect(errors.first?.hasPrefix("error: training diverged in epoch 1, step ") == true)
      #expect(!FileManager.default.fileExists(atPath: "\(mpi.folder)/best.safetensors"))
    }
  }

  @Test func aProgramWithoutProcessesSaysHowToGetThem() throws {
    try withMPI("openmpi") { mpi in
      let built = try StandaloneProcesses(mpi, Self.softmax, ranks: 2, make: [])
      let unbuilt = try built.runAlone("--data digits --distributed")
      #expect(unbuilt.status == 1)
      #expect(
        unbuilt.errors
          == "error: --distributed: compiled without MPI=1; build it with 'make MPI=1'\n")
      let one = try StandaloneProcesses(mpi, Self.softmax, ranks: nil, make: [])
      let refused = try one.runAlone("--data digits --distributed")
      #expect(refused.status == 1)
      #expect(
        refused.errors
          == "error: --distributed: the C is for one process; generate it anew with 'croton generate "
          + "MODEL --standalone DIR --ranks N' for N processes\n")
    }
  }

  /// With one MPI: what waits is the C that `croton` has too, whose tests have both.
  @Test func aProcessThatHangsIsNamed() throws {
    try withMPI("openmpi") { mpi in
      let c = try StandaloneProcesses(mpi, Self.softmax, ranks: 2)
      let run = try c.start(2, "\(Self.endless) --save hungC --timeout 12 --distributed")
      try run.waitForOutput(containing: "epoch 2,")
      let process = try mpi.process(ofRank: 1, withArgument: "hungC")
      kill(process, SIGSTOP)
      let result = try run.wait()
      kill(process, SIGKILL)
      #expect(result.status == 4)
      let host = MPIPrograms.host
      // As many seconds as --timeout says, or more where the machine is busy.
      #expect(
        StandaloneProcesses.errors(result).map {
          $0.replacing(/(1[2-9]|2[0-9]) s$/, with: "12 s")
        } == ["error: process 1 of 2 (\(host), PID \(process)) has not answered for 12 s"],
        "\(result.errors)")
      #expect(
        result.errors.contains(
          "the training has ended; the file of --save has the best parameters so far\n"))
    }
  }

  @Test(arguments: [(1, SIGTERM, 143), (0, SIGINT, 130)] as [(Int, Int32, Int32)])
  func aProcessIsToldToStop(rank: Int, signal: Int32, status: Int32) throws {
    try withMPI("openmpi") { mpi in
      let c = try StandaloneProcesses(mpi, Self.softmax, ranks: 2)
      // A word that no test beside this one has.
      let file = "stoppedC\(rank)"
      let run = try c.start(2, "\(Self.endless) --save \(file) --distributed")
      try run.waitForOutput(containing: "epoch 2,")
      kill(try mpi.process(ofRank: rank, withArgument: file), signal)
      let result = try run.wait()
      #expect(result.status == status, "\(result.errors)")
      #expect(StandaloneProcesses.errors(result) == [])
      #expect(result.output.contains("\nInterrupted after iteration "))
      #expect(
        result.errors.components(separatedBy: "the best parameters are in '\(file)'\n").count == 2)
      #expect(FileManager.default.fileExists(atPath: "\(mpi.folder)/\(file)"))
    }
  }
}
