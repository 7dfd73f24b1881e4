import CommandLineTestSupport
import Croton
import Foundation
import Testing
import Training

/// What the programs of C that stands alone say of mistakes of users, and what signals do to them.
struct StandaloneMistakeTests {
  private func softmax(_ folder: String) throws -> CFolder {
    try CFolder(
      Trainer(testing: SoftmaxRegression(), data: .path("\(folder)/digits")), in: "\(folder)/c")
  }

  @Test func theProgramThatTrainsExplainsThem() throws {
    try withDigitsFolder { folder in
      let c = try softmax(folder)
      let files = FileManager.default
      func errors(_ options: [String], data: String = "../digits") throws -> String {
        let result = try c.run("train", ["--data", data] + options)
        #expect(result.status == 1)
        return result.errors
      }
      #expect(
        try errors(["--batch-size", "7"])
          == "error: --batch-size 7: the batch size 5 is part of the C; generate it anew with "
          + "'croton generate MODEL --standalone DIR --batch-size 7'\n")
      #expect(
        try errors(["--epochs", "0"])
          == "error: --epochs: expected a whole number from 1 to 2147483647, got '0'\n")
      for rate in ["0", "-0.1", "1e39", "1e-50"] {
        #expect(
          try errors(["--learning-rate", rate])
            == "error: --learning-rate: expected a positive number within single precision, "
            + "got '\(rate)'\n")
      }
      #expect(
        try errors(["--learning-rate", "0,1"])
          == "error: --learning-rate: expected a number, got '0,1'\n")
      #expect(
        try errors(["--learning-rate"])
          == "error: '--learning-rate' needs a value, or is no option; see --help\n")
      #expect(
        try errors(["--rate", "1"]) == "error: unknown option '--rate'; --help lists the options\n")
      #expect(
        try errors([], data: "nowhere")
          == "error: cannot open 'nowhere/train-images-idx3-ubyte': No such file or directory\n")
      try files.createDirectory(atPath: "\(c.path)/zipped", withIntermediateDirectories: true)
      try c.write("", to: "zipped/train-images-idx3-ubyte.gz")
      #expect(
        try errors([], data: "zipped")
          == "error: cannot open 'zipped/train-images-idx3-ubyte': No such file or directory; it is "
          + "there compressed, as .gz, and gunzip decompresses it\n")
      #expect(try c.run("train").errors.hasPrefix("error: expected --data DIR"))
      // A place that nothing can be written to is found before training.
      func saving(to path: String) throws -> String {
        let result = try c.run("train", ["--data", "../digits", "--save", path])
        #expect(result.status == 1)
        #expect(result.output == "")
        return result.errors
      }
      #expect(
        try saving(to: "no/file") == "error: cannot write 'no/file': No such file or directory\n")
      #expect(try saving(to: "zipped") == "error: cannot write 'zipped': it is a directory\n")
      #expect(
        try saving(to: "/dev/null") == "error: cannot write '/dev/null': it is a device or a pipe\n"
      )
      #expect(try saving(to: "") == "error: cannot write '': the name is empty\n")
      #expect(
        try saving(to: "../digits/train-images-idx3-ubyte")
          == "error: --save: '../digits/train-images-idx3-ubyte' is the name of a file of data; "
          + "expected another\n")
      let same = try c.run(
        "train",
        ["--data", "../digits", "--batch-size", "5", "--learning-rate", "0.13", "--epochs", "1"])
      #expect(same.status == 0)
    }
  }

  @Test func aWrongLabelIsNamedWithItsExample() throws {
    try withDigitsFolder { folder in
      let c = try softmax(folder)
      let path = "\(folder)/digits/train-labels-idx1-ubyte"
      var labels = try Data(contentsOf: URL(fileURLWithPath: path))
      // After the header of the file.
      labels[8 + 3] = 12
      try labels.write(to: URL(fileURLWithPath: path))
      let result = try c.run("train", ["--data", "../digits"])
      #expect(result.status == 1)
      #expect(
        result.errors
          == "error: '../digits/train-labels-idx1-ubyte': the label of example 3 (from 0) "
          + "is 12; expected 0 to 9\n")
    }
  }

  @Test func theProgramThatPredictsExplainsThem() throws {
    try withDigitsFolder { folder in
      let c = try softmax(folder)
      try c.succeed("train", ["--data", "../digits", "--epochs", "1"])
      func errors(_ arguments: [String]) throws -> String {
        let result = try c.run("predict", arguments)
        #expect(result.status == 1)
        #expect(result.output == "")
        return result.errors.split(separator: "\n").first.map(String.init) ?? ""
      }
      #expect(try errors([]) == "error: expected a file of examples")
      #expect(
        try errors(["--load", "best.safetensors"]) == "error: expected a file of examples")
      #expect(try errors(["--load"]) == "error: --load: expected a checkpoint")
      #expect(try errors(["--lode", "a", "b"]) == "error: unknown option '--lode'")
      #expect(
        try errors(["--load", "nothing", "x"])
          == "error: cannot load 'nothing': No such file or directory")
      #expect(try errors(["nothing"]) == "error: cannot open 'nothing': No such file or directory")
      #expect(try errors(["../digits"]) == "error: cannot read '../digits': Is a directory")
      let labels = "../digits/t10k-labels-idx1-ubyte"
      #expect(
        try errors(["--load", labels, "x"])
          == "error: cannot load '\(labels)': the file is no safetensors file, or a damaged one")
      #expect(
        try errors([labels]) == "error: '\(labels)': expected a multiple of 784 bytes, got 28")
      #expect(
        try c.succeed("predict", ["--help"]).output == """
          usage: predict [--load CHECKPOINT] FILE...
          Files have images in the format IDX, or the values of examples and nothing else.
          A line for each example: FILE:EXAMPLE  CLASS  NAME  PROBABILITY. Examples and classes are
          counted from 0; CLASS is the most probable one, NAME its name, PROBABILITY in per cent.

          """)
    }
  }

  /// A file that cannot be written to its end stands for a full disk.
  @Test func aFullDiskLosesNothing() throws {
    try withDigitsFolder { folder in
      let c = try softmax(folder)
      let train = "./train --data ../digits --epochs 1"
      try c.succeed("/bin/sh", ["-c", train])
      let before = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/best.safetensors"))
      let full = try c.run("/bin/sh", ["-c", "trap '' XFSZ; ulimit -f 2; \(train) --seed 5"])
      #expect(full.status == 1)
      #expect(full.errors == "error: cannot write 'best.safetensors': File too large\n")
      let after = try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/best.safetensors"))
      #expect(after == before)
      #expect(!FileManager.default.fileExists(atPath: "\(c.path)/best.safetensors.tmp"))
      let lines = "error: cannot write to the standard output\n"
      let mute = try c.run("/bin/sh", ["-c", "\(train) > /dev/full"])
      #expect(mute.status == 1)
      #expect(mute.errors.hasSuffix(lines))
      let dumb = try c.run(
        "/bin/sh", ["-c", "./predict ../digits/t10k-images-idx3-ubyte > /dev/full"])
      #expect(dumb.status == 1)
      #expect(dumb.errors == lines)
    }
  }

  @Test(arguments: [(SIGINT, 130, true), (SIGTERM, 143, false)] as [(Int32, Int32, Bool)])
  func aSignalEndsTheTrainingAfterTheStep(
    signal: Int32, status: Int32, isTutorial: Bool
  ) throws {
    try withDigitsFolder { folder in
      let trainer = try Trainer(
        testing: MultilayerPerceptron(hidden: 6), data: .path("\(folder)/digits")
      ) {
        $0.wording = isTutorial ? .multilayerPerceptron : nil
        $0.earlyStopping.patience = 1_000_000_000
      }
      let c = try CFolder(trainer, in: "\(folder)/c")
      let run = try Program(path: "\(c.path)/train", folder: c.path)
        .start(["--data", "../digits", "--epochs", "2147483647"])
      try run.waitForOutput(containing: isTutorial ? "epoch 3, " : "epoch 3/")
      run.send(signal)
      let stopped = try run.wait()
      #expect(stopped.status == status)
      #expect(stopped.errors == "the best parameters are in 'best.safetensors'\n")
      let lines = stopped.lines.suffix(2)
      let words = isTutorial ? "Interrupted after iteration " : "interrupted after "
      let number = try #require(lines.first?.firstMatch(of: #/ [0-9]+/#)).output.dropFirst()
      #expect(lines.first == "\(words)\(number)\(isTutorial ? "." : " steps")")
      let best = isTutorial ? "Best validation score of " : "best in epoch "
      #expect(lines.last?.hasPrefix(best) == true)
      // What a training of as many whole epochs saves.
      let epochs = try #require(Int(number)) / TinyDigits.trainingBatches
      try c.succeed("train", ["--data", "../digits", "--epochs", "\(epochs)", "--save", "whole"])
      let saved = try ["best.safetensors", "whole"].map {
        try Data(contentsOf: URL(fileURLWithPath: "\(c.path)/\($0)"))
      }
      #expect(saved[0] == saved[1])
    }
  }
}
