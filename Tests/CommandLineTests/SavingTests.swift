import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// What training does to files that are there already.
struct SavingTests {
  private func text(_ name: String, in croton: Program) throws -> String {
    String(decoding: try croton.bytes(of: name), as: UTF8.self)
  }

  private func put(_ text: String, at name: String, in croton: Program) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(croton.folder)/\(name)"))
  }

  @Test func aRunDoesNotReplaceWhatAnotherHasSaved() throws {
    try withCroton { croton in
      let first = try croton.runTiny("train", "--epochs 2 --run first --save best.safetensors")
      #expect(first.status == 0)
      #expect(first.errors.hasSuffix("The best parameters are in 'best.safetensors'.\n"))
      let best = try croton.bytes(of: "first/best.safetensors")
      #expect(try croton.bytes(of: "best.safetensors") == best)
      let again = try croton.runTiny("train", "--epochs 1 --run first")
      #expect(
        again.errors == "Error: 'first' has a run already; expected another folder, or --resume to "
          + "go on with that run\n")
      #expect(again.status == 1)
      #expect(try croton.bytes(of: "first/best.safetensors") == best)
      // Two runs that begin in one second.
      for _ in 0..<2 { #expect(try croton.runTiny("train", "--epochs 1").status == 0) }
      let runs = try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/runs")
      #expect(runs.count == 2)
      for run in runs {
        #expect(try run.wholeMatch(of: Regex(#"lenet5-\d{8}-\d{6}(-2)?"#)) != nil, "\(run)")
      }
    }
  }

  @Test func aFolderThatCannotBeMadeIsNamedBeforeTheTraining() throws {
    try withCroton { croton in
      try put("no folder", at: "file", in: croton)
      let result = try croton.runTiny("train", "--epochs 1 --run file/run")
      #expect(
        result.errors == "Error: cannot create the folder 'file/run': Not a directory\n")
      #expect(result.output == "")
      #expect(result.status == 1)
    }
  }

  @Test func theFiguresAreCalledErrorRates() throws {
    try withCroton { croton in
      let result = try croton.runTiny("train", "--epochs 2 --log run.jsonl --run first")
      let end = try RunLog(croton.bytes(of: "run.jsonl")).end
      let rates =
        "Error rate of the best parameters on the validation set "
        + "\(RunLog.percent(end.best_validation)), on the test set \(RunLog.percent(end.test))."
      #expect(
        result.errors.split(separator: "\n").dropFirst().map(String.init)
          == [rates, "The best parameters are in 'first/best.safetensors'."])
    }
  }

  @Test func aRunThatMeasuredNothingKeepsTheFile() throws {
    try withCroton { croton in
      try put("good", at: "best.safetensors", in: croton)
      try put("old log", at: "run.jsonl", in: croton)
      // One epoch, after which the first validation comes, takes longer than the test.
      let arguments =
        "train lenet5 --batch-size 1 --nkerns 50 100 --save best.safetensors --log run.jsonl"
        + " --run first"
      let run = try croton.start(arguments.split(separator: " ").map(String.init))
      try run.waitForOutput(containing: "training @ iter")
      run.interrupt()
      let result = try run.wait()
      #expect(result.status == 130)
      #expect(result.lines.last?.hasSuffix("before the first validation.") == true)
      #expect(
        result.errors.hasSuffix(
          "No error rate was measured.\nNo parameters were saved.\n"
            + "the run can go on: 'croton train lenet5 --resume first'\n"))
      #expect(try text("best.safetensors", in: croton) == "good")
    }
  }

  @Test func theLogIsKeptUntilTrainingBegins() throws {
    try withCroton { croton in
      try put("old log", at: "run.jsonl", in: croton)
      for log in ["run.jsonl", "new.jsonl"] {
        // The data is read, and the model built, before training could begin.
        let result = try croton.runTiny("train", "--batch-size 11 --log \(log)")
        #expect(result.status == 1)
      }
      #expect(try text("run.jsonl", in: croton) == "old log")
      #expect(try croton.madeFiles() == ["run.jsonl"])
    }
  }

  @Test func filesAreDifferentOnes() throws {
    try withCroton { croton in
      let digits = "digits/train-labels-idx1-ubyte"
      for (options, message) in [
        ("--save x --log x", "'x' cannot take the parameters and the log; expected two files"),
        ("--save x --log ./x", "'./x' cannot take the parameters and the log; expected two files"),
        (
          "--log \(digits)",
          "'\(digits)' is a file of the data set; expected another file for the log"
        ),
        (
          "--save \(digits)",
          "'\(digits)' is a file of the data set; expected another file for the parameters"
        ),
      ] {
        let result = try croton.runTiny("train", "--epochs 1 \(options)")
        #expect(result.errors == "Error: \(message)\n")
        #expect(result.status == 1)
        #expect(try croton.madeFiles() == [])
      }
    }
  }

  @Test func reportsAndPicturesReplaceNoInput() throws {
    try withCroton { croton in
      let digits = "digits/train-labels-idx1-ubyte"
      let labels = try croton.bytes(of: digits)
      let bench = try croton.runTiny("bench", "--steps 1 --output \(digits)")
      #expect(
        bench.errors
          == "Error: '\(digits)' is a file of the data set; expected another file for the report\n")
      #expect(bench.status == 1)
      #expect(try croton.bytes(of: digits) == labels)
      _ = try croton.run("filter-demo --output maps")
      let picture = try croton.bytes(of: "maps/input.png")
      let demo = try croton.run("filter-demo maps/input.png --output maps")
      #expect(
        demo.errors == "Error: 'maps/input.png' is the image itself; "
          + "expected another folder to write to.\n")
      #expect(demo.status == 1)
      #expect(try croton.bytes(of: "maps/input.png") == picture)
    }
  }

  @Test func devicesAndLinksStayWhatTheyAre() throws {
    try withCroton { croton in
      let nowhere = try croton.runTiny(
        "train", "--epochs 1 --save /dev/null --log /dev/null")
      #expect(nowhere.status == 0, "\(nowhere.errors)")
      let files = FileManager.default
      let kind = try files.attributesOfItem(atPath: "/dev/null")[.type] as? FileAttributeType
      #expect(kind == .typeCharacterSpecial)

      try files.createSymbolicLink(
        atPath: "\(croton.folder)/link", withDestinationPath: "best.safetensors")
      #expect(mkfifo("\(croton.folder)/pipe", 0o600) == 0)
      #expect(try croton.runTiny("train", "--epochs 1 --save link").status == 0)
      #expect(
        try files.destinationOfSymbolicLink(atPath: "\(croton.folder)/link")
          == "best.safetensors")
      #expect(try Checkpoint(path: "\(croton.folder)/best.safetensors").arrays.count == 8)
      let pipe = try croton.runTiny("train", "--epochs 1 --save pipe")
      #expect(pipe.errors == "Error: cannot create 'pipe': It is a pipe\n")

      let report = try croton.runTiny("bench", "--steps 1 --json --output /dev/stdout")
      #expect(report.output.hasPrefix("{\"arena_mb\""))
      #if os(Linux)
        let full = try croton.runTiny("bench", "--steps 1 --output /dev/full")
        #expect(
          full.errors == "Error: cannot write the file '/dev/full': No space left on device\n")
      #endif
    }
  }
}
