import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// A run belongs to one process at a time, its files are its own, and it goes on as it began.
struct RunSafetyTests {
  private static let softmax = "train softmax --data digits --batch-size 5"
  private static let endless =
    "train fast-mnist --data digits --batch-size 5 --epochs 1000000 --patience 100000000 "
    + "--schedule constant --run a"

  @Test func aRunInProgressIsLeftAlone() throws {
    try withCroton { croton in
      let run = try croton.start(Self.endless.split(separator: " ").map(String.init))
      try run.waitForOutput(containing: "epoch 3/")
      let second = try croton.run("train fast-mnist --resume a --quiet")
      #expect(
        second.errors
          == "Error: another process is training the run in 'a'\n")
      #expect(second.status == 1)
      let new = try croton.run(Self.endless + " --quiet")
      #expect(new.errors.hasPrefix("Error: 'a' has a run already; "), "\(new.errors)")
      // However the first one ends, the run can go on.
      run.send(SIGKILL)
      #expect(try run.wait().status == -SIGKILL)
      let resumed = try croton.run("train fast-mnist --resume a --epochs 1 --quiet")
      #expect(resumed.status == 0, "\(resumed.errors)")
    }
  }

  @Test func aSweepInProgressIsLeftAlone() throws {
    try withCroton { croton in
      let sweep =
        "sweep softmax --data digits --batch-size 5 --vary l2=0,1 --run s --threads 1 "
        + "--epochs 1000000 --patience 100000000"
      let run = try croton.start(sweep.split(separator: " ").map(String.init))
      let begun = "\(croton.folder)/s/trial-0001/log.jsonl"
      for _ in 0..<6000 where !FileManager.default.fileExists(atPath: begun) {
        Thread.sleep(forTimeInterval: 0.01)
      }
      try #require(FileManager.default.fileExists(atPath: begun))
      #expect(
        try croton.run("sweep softmax --resume s").errors
          == "Error: another process is running the sweep in 's'\n")
      run.send(SIGTERM)
      #expect(try run.wait().status == 143)
    }
  }

  @Test func filesOfTheRunAreItsOwn() throws {
    try withCroton { croton in
      for (option, file) in [
        ("save", "a/last.safetensors"), ("save", "./a/best.safetensors"),
        ("save", "a/step-00000010.safetensors"), ("save", "a/config.json"), ("log", "a/log.jsonl"),
        ("log", "a/report.html"), ("log", "\(croton.folder)/a/config.json"),
      ] {
        let result = try croton.run("\(Self.softmax) --epochs 1 --run a --\(option) \(file)")
        let what = option == "save" ? "the parameters" : "the log"
        #expect(
          result.errors
            == "Error: '\(file)' is a file of the run itself; expected another file for \(what)\n")
        #expect(result.status == 1)
        #expect(try croton.madeFiles() == [])
      }
      // Others may be in its folder.
      let result = try croton.run("\(Self.softmax) --epochs 1 --run a")
      #expect(result.status == 0, "\(result.errors)")
      let other = try croton.run("train softmax --resume a --epochs 2 --log a/other.jsonl")
      #expect(other.status == 0, "\(other.errors)")
      // A log of its own tells of the resumption too.
      let log = String(decoding: try croton.bytes(of: "a/other.jsonl"), as: UTF8.self)
      let resumption = try #require(log.split(separator: "\n").first { $0.contains("resume") })
      #expect(resumption.contains(#""croton":"\#(CrotonVersion.text)""#))
    }
  }

  @Test func filesOfOtherRunsAreLeftAlone() throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.softmax) --epochs 1 --run a").status == 0)
      let files = ["log.jsonl", "best.safetensors"]
      let before = try files.map { try croton.bytes(of: "a/\($0)") }
      for (option, what) in [
        ("--log a/log.jsonl", "the log"), ("--save a/best.safetensors", "the parameters"),
      ] {
        let file = option.split(separator: " ")[1]
        let result = try croton.run("\(Self.softmax) --epochs 1 --run b \(option)")
        #expect(
          result.errors
            == "Error: '\(file)' is a file of another run; expected another file for \(what)\n")
        #expect(result.status == 1)
      }
      #expect(try files.map { try croton.bytes(of: "a/\($0)") } == before)
      // Any other config.json makes no run.
      let config = "\(croton.folder)/config.json"
      try "{}".write(toFile: config, atomically: true, encoding: .utf8)
      let result = try croton.run("\(Self.softmax) --epochs 1 --run c --log log.jsonl")
      #expect(result.status == 0, "\(result.errors)")
    }
  }

  @Test func aRunGoesOnWithItsData() throws {
    try withCroton { croton in
      let rows = (0..<60).map { "\($0 % 3),\($0 % 7),\($0 % 5),\($0 % 2)" }
      try "id,a,b,label\n\(rows.joined(separator: "\n"))\n".write(
        toFile: "\(croton.folder)/t.csv", atomically: true, encoding: .utf8)
      for (name, first) in [("s", "training"), ("t", "test")] {
        let lines =
          (0..<40).map { _ in "training" } + (0..<9).map { _ in "validation" }
          + (0..<9).map { _ in "test" } + ["training", "test"]
        let order = first == "training" ? lines : Array(lines.reversed())
        try order.joined(separator: "\n").write(
          toFile: "\(croton.folder)/\(name).txt", atomically: true, encoding: .utf8)
      }
      let begun = try croton.run(
        "train mlp --data t.csv --ignore 1 --split s.txt --batch-size 2 --epochs 1 --run a")
      #expect(begun.status == 0, "\(begun.errors)")
      let last = try croton.bytes(of: "a/last.safetensors")
      for (option, change) in [
        ("--ignore 3", #"the ignored columns "id", not "b""#),
        ("--split t.txt", "the split 's.txt', not 't.txt'"),
        ("--label id --ignore label", #"the ignored columns "id", not "label""#),
      ] {
        let result = try croton.run("train mlp --resume a --epochs 2 \(option)")
        #expect(
          result.errors.hasSuffix(
            "Error: the run in 'a' began with \(change); expected a run that goes on as it began\n"),
          "\(result.errors)")
        #expect(result.status == 1)
        #expect(try croton.bytes(of: "a/last.safetensors") == last)
      }
      // The same column by its name.
      let same = try croton.run("train mlp --resume a --epochs 2 --ignore id --label label")
      #expect(same.status == 0, "\(same.errors)")
    }
  }

  @Test func aRunWithoutItsSettingsDoesNotGoOn() throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.softmax) --epochs 1 --run a").status == 0)
      let path = "\(croton.folder)/a/config.json"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let other = text.replacing(/"batch_size":5,?/, with: "")
      try #require(other != text)
      try other.write(toFile: path, atomically: true, encoding: .utf8)
      let result = try croton.run("train softmax --resume a --epochs 2")
      #expect(
        result.errors.hasSuffix(
          "Error: the config.json of the run in 'a' lacks settings that it began with; expected all of "
            + "them\n"), "\(result.errors)")
      #expect(result.status == 1)
    }
  }

  @Test func aRunGoesOnAsItBegan() throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.softmax) --epochs 2 --run a").status == 0)
      let files = ["config.json", "log.jsonl", "last.safetensors", "best.safetensors"]
      let before = try files.map { try croton.bytes(of: "a/\($0)") }
      for (option, change) in [
        ("--seed 7", "the seed 23455, not 7"), ("--shuffle", "shuffling false, not true"),
        ("--exact", "exact arithmetic false, not true"),
        ("--precision bf16", "the precision single, not bf16"),
        ("--l1 0.5", "the L1 factor 0.0, not 0.5"), ("--l2 0.5", "the L2 factor 0.0, not 0.5"),
        ("--weight-decay 0.1", "the weight decay 0.0, not 0.1"),
        ("--schedule cosine", "the schedule constant, not cosine"),
        ("--improvement-threshold 0.5", "the improvement threshold 0.995, not 0.5"),
        ("--batch-size 6", "the batch size 5, not 6"),
        ("--optimizer adam", "the optimiser sgd, not adam"),
        ("--learning-rate 0.5", "the learning rate 0.13, not 0.5"),
        ("--patience 100", "the patience 5000, not 100"),
        ("--patience-increase 3", "the patience increase 2, not 3"),
        ("--validation 0.5", "this number of training examples: 50, not 30"),
      ] {
        let result = try croton.run("train softmax --resume a --epochs 3 \(option)")
        #expect(
          result.errors.hasSuffix(
            "Error: the run in 'a' began with \(change); expected a run that goes on as it began\n"),
          "\(result.errors)")
        #expect(result.status == 1)
        #expect(try files.map { try croton.bytes(of: "a/\($0)") } == before)
      }
      let passes = try croton.run("train softmax --resume a --epochs 3 --exclude fuse-elementwise")
      #expect(
        passes.errors.hasSuffix(
          "Error: the run in 'a' began with other passes of the compiler (fuse-elementwise); expected "
            + "a run that goes on as it began\n"), "\(passes.errors)")
      // The same value given once more is no change.
      let same = try croton.run("train softmax --resume a --epochs 3 --seed 23455 --patience 6000")
      #expect(same.status == 0, "\(same.errors)")
    }
  }

  @Test func whereARunBeganStays() throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.softmax) --epochs 2 --run a").status == 0)
      let path = "\(croton.folder)/a/config.json"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let other = text.replacing(/"croton":"[^"]*"/, with: #""croton":"Croton 0.0.1""#)
        .replacing(/"processor":"[^"]*"/, with: #""processor":"abacus""#)
      try other.write(toFile: path, atomically: true, encoding: .utf8)
      #expect(try croton.run("train softmax --resume a --epochs 3 --threads 1").status == 0)
      let now = try String(contentsOfFile: path, encoding: .utf8)
      #expect(now.contains(#""croton":"Croton 0.0.1""#))
      #expect(now.contains(#""processor":"abacus""#))
      #expect(now.contains(#""epochs":3"#))
      let log = String(decoding: try croton.bytes(of: "a/log.jsonl"), as: UTF8.self)
      let resumption = try #require(log.split(separator: "\n").first { $0.contains("resume") })
      #expect(resumption.contains(#""croton":"\#(CrotonVersion.text)""#))
      #expect(resumption.contains(#""threads":1"#) && resumption.contains(#""machine":{"#))
      #expect(!resumption.contains("abacus"))
    }
  }

  /// As a run is after SIGKILL between the checkpoint of the best parameters and the last one.
  @Test func theBestMayBeNewerThanTheLast() throws {
    try withCroton { croton in
      let whole = try croton.run(
        "\(Self.softmax) --learning-rate 0.003 --epochs 4 --keep 40 --patience 2 "
          + "--patience-increase 100 --run whole")
      #expect(whole.status == 0, "\(whole.errors)")
      func best(_ name: String) throws -> Int {
        let file = try CheckpointFile(path: "\(croton.folder)/\(name)")
        return try #require(file.metadata["best_step"].flatMap { Int($0) })
      }
      #expect(try best("whole/step-00000001.safetensors") < best("whole/last.safetensors"))
      let run = "\(croton.folder)/killed"
      try FileManager.default.copyItem(atPath: "\(croton.folder)/whole", toPath: run)
      try FileManager.default.removeItem(atPath: "\(run)/last.safetensors")
      try FileManager.default.moveItem(
        atPath: "\(run)/step-00000001.safetensors", toPath: "\(run)/last.safetensors")
      #expect(try croton.run("train softmax --resume killed").status == 0)
      for name in ["last", "best"] {
        #expect(
          try croton.bytes(of: "killed/\(name).safetensors")
            == croton.bytes(of: "whole/\(name).safetensors"), "\(name)")
      }
    }
  }

  @Test func theNewestRunThatCanGoOn() throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.softmax) --epochs 1").status == 0)
      let name = try #require(
        try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/runs").first)
      let path = "\(croton.folder)/runs/\(name)/config.json"
      let text = try String(contentsOfFile: path, encoding: .utf8)
      let earlier = text.replacing(/"started":"[^"]*"/, with: #""started":"2026-01-31T17:45:00Z""#)
      try #require(earlier != text)
      try earlier.write(toFile: path, atomically: true, encoding: .utf8)
      let failed = try croton.run("\(Self.softmax) --learning-rate 1e30 --check-numerics")
      #expect(failed.status == 1)
      let resumed = try croton.run("train softmax --resume --epochs 2")
      #expect(
        resumed.errors.contains("note: the run in 'runs/\(name)' goes on after step 10\n"),
        "\(resumed.errors)")
      #expect(resumed.status == 0)
    }
  }

  @Test func aFinishedRunGetsNoEvents() throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.softmax) --epochs 1 --run a --tensorboard").status == 0)
      func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/a").sorted()
      }
      let before = try names()
      #expect(before.count { $0.hasPrefix("events.") } == 1)
      #expect(try croton.run("train softmax --resume a").status == 0)
      #expect(try names() == before)
    }
  }

  @Test func anArchiveIsToBeImported() throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.softmax) --epochs 1 --run a").status == 0)
      #expect(try croton.run("export softmax --load a --npz a.npz").status == 0)
      let result = try croton.run("evaluate softmax --load a.npz --data digits")
      #expect(
        result.errors
          == "Error: 'a.npz' is an .npz file; expected safetensors ('import' converts it)\n")
    }
  }
}
