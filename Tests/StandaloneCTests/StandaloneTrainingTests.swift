import CommandLineTestSupport
import Croton
import Foundation
import StandaloneC
import TestSupport
import Testing

/// Trainings by C that stands alone, beside trainings in this process: the same lines, and the same
/// checkpoint to the bit.
struct StandaloneTrainingTests {
  private func check<Model: TrainableModel>(
    _ trainer: Trainer<Model>, data: String, in folder: String, make: [String] = CFolder.strict,
    ranks: Int? = nil, options: [String] = []
  ) throws {
    let expected = try trainer.trained(in: folder)
    let c = try CFolder(trainer, in: "\(folder)/c", ranks: ranks, make: make)
    let result = try c.succeed(
      "train", ["--data", data, "--epochs", "2", "--save", "c.safetensors"] + options)
    #expect(Recorder.timeless(result.output) == expected.lines)
    let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
    #expect(checkpoint == expected.checkpoint)
  }

  @Test func theSoftmaxRegressionIsTheSame() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(testing: SoftmaxRegression(), data: .path(data)) {
        $0.optimizer.learningRate = 0.001
      }
      try check(trainer, data: data, in: folder)
    }
  }

  @Test func thePerceptronIsTheSameInAnyOrder() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(
        testing: MultilayerPerceptron(hidden: 33, activation: .sigmoid), data: .path(data),
        batchSize: 7
      ) {
        $0.shuffles = true
        $0.seed = 4_294_967_295
      }
      try check(trainer, data: data, in: folder)
    }
  }

  @Test func theLeNetIsTheSameOnTwoThreads() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(testing: LeNet5(filters: (4, 6)), data: .path(data))
      try check(
        trainer, data: data, in: folder, make: CFolder.strict + ["OPENMP=1"],
        options: ["--threads", "2"])
    }
  }

  @Test func theLeNetOf1998IsTheSame() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(testing: LeNet5Of1998(), data: .path(data))
      try check(trainer, data: data, in: folder)
    }
  }

  @Test func aNetworkWithStateIsTheSame() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      var trainer = try Trainer(testing: OwnNetwork(), data: .path(data), batchSize: 8)
      trainer.printsHashes = true
      try check(trainer, data: data, in: folder, options: ["--hash"])
    }
  }

  @Test func compilersAndVectorsGiveTheSame() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      var trainer = try Trainer(testing: OwnNetwork(), data: .path(data), batchSize: 8)
      let expected = try trainer.trained(in: folder).checkpoint
      let clang = try InstalledProgram("clang").url.path
      let builds: [(vectorBytes: Int?, make: [String])] = [
        (nil, ["CFLAGS=-O1 -Werror"]), (nil, ["CC=\(clang)"] + CFolder.strict),
        (16, CFolder.strict), (16, ["CC=\(clang)", "CFLAGS=-O2 -Werror"]),
      ]
      for (index, build) in builds.enumerated() {
        trainer.compileOptions.vectorBytes = build.vectorBytes
        let c = try CFolder(trainer, in: "\(folder)/\(index)", make: build.make + ["train"])
        try c.succeed("train", ["--data", data, "--epochs", "2", "--save", "c.safetensors"])
        let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
        #expect(checkpoint == expected, "\(build)")
      }
    }
  }

  /// The instruction is there for the first only, and the last has no vectors.
  @Test func productsOfBFloat16AreTheSame() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      var trainer = try Trainer(
        testing: MultilayerPerceptron(hidden: 33, activation: .tanh), data: .path(data),
        batchSize: 7)
      let single = try trainer.trained(in: folder).checkpoint
      trainer.compileOptions.precision = .bf16
      let expected = try trainer.trained(in: folder).checkpoint
      #expect(expected != single)
      for (target, flags) in [
        (StandaloneTarget.host, "-O2"), (.x86v2, "-O2"), (.portable, "-O1"),
      ] {
        let c = try CFolder(
          trainer, in: "\(folder)/\(target)", target: target,
          make: ["CFLAGS=\(flags) -Werror", "train"])
        #expect(try c.text("README.md").contains("`croton_bf16.h`"))
        try c.succeed("train", ["--data", data, "--epochs", "2", "--save", "c.safetensors"])
        let checkpoint = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors"))
        #expect(checkpoint == expected, "\(target)")
      }
    }
  }

  /// Who compiles the C without the Makefile need not know of the option that forbids fused products
  /// and sums: the C itself tells Clang.
  @Test func clangNeedsNoOptionForTheSame() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(testing: OwnNetwork(), data: .path(data), batchSize: 8)
      let expected = try trainer.trained(in: folder).checkpoint
      let c = try CFolder(trainer, in: "\(folder)/c", make: nil)
      let line = try c.text("Makefile").split(separator: "\n")
        .first { $0.hasPrefix("KERNEL_FLAGS = ") }
      let flags = try #require(line).dropFirst("KERNEL_FLAGS = ".count).split(separator: " ")
      #expect(flags.contains("-ffp-contract=off"))
      let kept = flags.filter { !$0.hasPrefix("-ff") }.joined(separator: " ")
      let clang = try InstalledProgram("clang").url.path
      try c.succeed(
        "/usr/bin/make", ["-s", "CC=\(clang)", "KERNEL_FLAGS=\(kept)", "train"] + CFolder.strict)
      try c.succeed("train", ["--data", data, "--epochs", "2", "--save", "c.safetensors"])
      #expect(
        try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/c.safetensors")) == expected)
    }
  }

  @Test(arguments: [true, false])
  func aRegressionOfNumbersIsTheSame(shuffles: Bool) throws {
    try withDigitsFolder { folder in
      let dataset = try Dataset.numbers()
      try dataset.writeRaw(to: "\(folder)/raw")
      let trainer = try Trainer(testing: OwnRegression(), data: .dataset(dataset), batchSize: 10) {
        $0.shuffles = shuffles
      }
      try check(trainer, data: "\(folder)/raw", in: folder)
    }
  }

  /// The C for several processes trains in one, too.
  @Test func aRegressionForProcessesIsTheSame() throws {
    try withDigitsFolder { folder in
      let dataset = try Dataset.numbers(training: 150)
      try dataset.writeRaw(to: "\(folder)/raw")
      let trainer = try Trainer(testing: OwnRegression(), data: .dataset(dataset), batchSize: 64) {
        $0.shuffles = true
      }
      try check(trainer, data: "\(folder)/raw", in: folder, ranks: 2)
    }
  }

  @Test func earlyStoppingIsTheSame() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(testing: OwnNetwork(), data: .path(data)) {
        $0.earlyStopping.patience = 6
        $0.earlyStopping.patienceIncrease = 1
      }
      try check(trainer, data: data, in: folder)
    }
  }

  @Test func aTrainingThatDivergesSaysSo() throws {
    try withDigitsFolder { folder in
      let data = "\(folder)/digits"
      let trainer = try Trainer(
        testing: MultilayerPerceptron(hidden: 6, activation: .relu), data: .path(data)
      ) {
        $0.optimizer.learningRate = 1e30
      }
      let error = #expect(throws: TrainingError.self) {
        try trainer.run(sink: Recorder(), warnings: Recorder())
      }
      let c = try CFolder(trainer, in: "\(folder)/c")
      let result = try c.run("train", ["--data", "../digits", "--epochs", "2"])
      #expect(result.status == 3)
      #expect(result.errors.hasPrefix("error: training diverged in epoch 1, step "))
      let words = try #require(error?.description.firstMatch(of: #/^.*: .* is /#))
      #expect(result.errors.hasPrefix("error: \(words.output)"))
      #expect(!FileManager.default.fileExists(atPath: "\(c.path)/best.safetensors"))
    }
  }

  @Test func aBatchLargerThanASetIsRefused() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: SoftmaxRegression(), data: .path("\(folder)/digits"), batchSize: 20
      ) {
        $0.shuffles = true
      }
      let c = try CFolder(trainer, in: "\(folder)/c")
      let result = try c.run("train", ["--data", "../digits", "--no-shuffle"])
      #expect(result.status == 1)
      #expect(
        result.errors
          == "error: a batch size of 20 is not possible; expected 1 to 10, the number of examples in "
          + "the validation set\n")
    }
  }

  @Test func aRateThatFallsToTheEndNeedsItsSteps() throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(testing: SoftmaxRegression(), data: .path("\(folder)/digits")) {
        $0.optimizer = Adam(learningRate: LearningRate(0.01, .cosine()))
      }
      let c = try CFolder(trainer, in: "\(folder)/c")
      let result = try c.run("train", ["--data", "../digits", "--epochs", "3"])
      #expect(result.status == 1)
      #expect(
        result.errors
          == "error: the learning rate falls over 20 steps, which are part of the C; 3 epochs of this "
          + "data set have 30; generate it anew with 'croton generate MODEL --standalone DIR "
          + "--epochs 3 --data ...'\n")
    }
  }
}
