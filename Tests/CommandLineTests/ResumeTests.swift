import CommandLineTestSupport
import Croton
import Foundation
import TestSupport
import Testing

/// Runs that are stopped, killed and resumed. The model has dropout, Adam, a schedule and
/// shuffling.
struct ResumeTests {
  private static let epochs = 120
  private static let train =
    "train fast-mnist --data digits --batch-size 5 --epochs \(epochs) --patience 100000"

  /// The lines of a log without what depends on time, and without those about resumptions.
  private func lines(_ log: String, in croton: Program) throws -> [String] {
    String(decoding: try croton.bytes(of: log), as: UTF8.self).split(separator: "\n")
      .map(String.init)
      .filter { !$0.contains(#""event":"start""#) && !$0.contains(#""event":"resume""#) }
      .map { $0.replacing(/"(seconds|train_ms_per_step)":[0-9.e-]+,?/, with: "") }
  }

  private func expectSame(_ run: String, as other: String, in croton: Program) throws {
    for name in ["last", "best"] {
      #expect(
        try croton.bytes(of: "\(run)/\(name).safetensors")
          == croton.bytes(of: "\(other)/\(name).safetensors"), "\(run): \(name)")
    }
    #expect(
      try lines("\(run)/log.jsonl", in: croton) == lines("\(other)/log.jsonl", in: croton))
  }

  @Test func killedRunsGoOnToTheSameBits() throws {
    var generator = SeededGenerator.announced()
    try withCroton { croton in
      #expect(try croton.run("\(Self.train) --run whole --threads 1").status == 0)
      for number in 1...4 {
        let arguments = "\(Self.train) --run killed\(number) --threads 2"
        let run = try croton.start(arguments.split(separator: " ").map(String.init))
        let epoch = Int.random(in: 1..<Self.epochs / 2, using: &generator)
        try run.waitForOutput(containing: "epoch \(epoch)/")
        // Every other one has a checkpoint in the middle of an epoch.
        if number.isMultiple(of: 2) {
          run.send(SIGUSR1)
          Thread.sleep(forTimeInterval: 0.02)
        }
        run.send(SIGKILL)
        #expect(try run.wait().status == -SIGKILL)
        let resumed = try croton.run("train fast-mnist --resume killed\(number) --threads 1")
        #expect(resumed.status == 0, "\(resumed.errors)")
        try expectSame("killed\(number)", as: "whole", in: croton)
      }
    }
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func stoppedRunsSayHowTheyGoOn(signal: Int32, status: Int32) throws {
    try withCroton { croton in
      let run = try croton.start(Self.train.split(separator: " ").map(String.init))
      try run.waitForOutput(containing: "epoch 3/")
      run.send(signal)
      let stopped = try run.wait()
      #expect(stopped.status == status)
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/runs")
      let folder = "runs/\(try #require(names.first))"
      #expect(
        stopped.errors.hasSuffix(
          "the run can go on: 'croton train fast-mnist --resume \(folder)'\n"))
      // The newest run, in an epoch more than it was to have.
      let resumed = try croton.run("train fast-mnist --resume --quiet")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(resumed.lines.first?.hasPrefix("epoch 1/") == false)
      // Once more, when there is nothing to do.
      let again = try croton.run("train fast-mnist --resume --quiet")
      #expect(again.lines == resumed.lines.suffix(1))
      #expect(try croton.run("\(Self.train) --run whole").status == 0)
      try expectSame(folder, as: "whole", in: croton)
    }
  }

  @Test func aRunMayGetMoreEpochs() throws {
    try withCroton { croton in
      let softmax = "train softmax --data digits --batch-size 5"
      #expect(try croton.run("\(softmax) --epochs 6 --run whole").status == 0)
      #expect(try croton.run("\(softmax) --epochs 2 --run short").status == 0)
      let more = try croton.run("train softmax --resume short --epochs 6")
      #expect(more.status == 0, "\(more.errors)")
      for name in ["last", "best"] {
        #expect(
          try croton.bytes(of: "short/\(name).safetensors")
            == croton.bytes(of: "whole/\(name).safetensors"))
      }
      // The run is over; there is nothing to do.
      let again = try croton.run("train softmax --resume short")
      #expect(again.status == 0)
      #expect(!again.output.contains("epoch 6"))
      #expect(again.errors.contains("note: the run in 'short' had ended after step 60; "))
    }
  }

  @Test func checkpointsAreKept() throws {
    try withCroton { croton in
      let result = try croton.run(
        "train softmax --data digits --batch-size 5 --epochs 4 --keep 2 --run a")
      #expect(result.status == 0)
      let names = try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/a")
      #expect(
        names.sorted() == [
          "best.safetensors", "config.json", "last.safetensors", "log.jsonl",
          "step-00000030.safetensors", "step-00000040.safetensors",
        ])
      #expect(
        try croton.bytes(of: "a/step-00000040.safetensors")
          == croton.bytes(of: "a/last.safetensors"))
    }
  }

  @Test func whatCannotGoOnIsSaid() throws {
    try withCroton { croton in
      let softmax = "train softmax --data digits --batch-size 5"
      #expect(try croton.run("\(softmax) --epochs 2 --run a").status == 0)
      let last = "\(croton.folder)/a/last.safetensors"
      let checkpoint = try Data(contentsOf: URL(fileURLWithPath: last))
      try FileManager.default.createDirectory(
        atPath: "\(croton.folder)/empty", withIntermediateDirectories: false)
      for (arguments, message) in [
        (
          "train softmax --resume empty",
          "'empty' is not the folder of a run: it has no readable config.json"
        ),
        (
          "train mlp --resume a --epochs 3", "'a' is a run of softmax; expected one of mlp"
        ),
        (
          "train softmax --resume a --epochs 3 --batch-size 6",
          "the run in 'a' began with the batch size 5, not 6; expected a run that goes on as it began"
        ),
        (
          "train lenet5 --resume",
          "there is no run of lenet5 in 'runs'; expected one, or the name of a file or folder"
        ),
      ] {
        let result = try croton.run(arguments + " --quiet")
        #expect(result.errors == "Error: \(message)\n")
        #expect(result.status == 1)
        #expect(try Data(contentsOf: URL(fileURLWithPath: last)) == checkpoint)
      }
      try croton.bytes(of: "a/best.safetensors").write(to: URL(fileURLWithPath: last))
      #expect(
        try croton.run("train softmax --resume a").errors
          == "Error: 'a/last.safetensors' does not say how far its run was; expected the last "
          + "checkpoint of a run\n")
      for (arguments, message) in [
        ("--keep -1", "--keep is -1; expected at least 0."),
        (
          "--run a --resume b",
          "--run names the folder of a new run, and --resume a run that goes on; expected one of "
            + "them."
        ),
      ] {
        let result = try croton.run("train softmax \(arguments)")
        #expect(result.errors.hasPrefix("Error: \(message)\n"), "\(result.errors)")
        #expect(result.status == 64)
      }
    }
  }

  /// A run that was killed before its first checkpoint begins again.
  @Test func aRunWithoutACheckpointBeginsAgain() throws {
    try withCroton { croton in
      let softmax = "train softmax --data digits --batch-size 5 --epochs 3"
      #expect(try croton.run("\(softmax) --run a").status == 0)
      #expect(try croton.run("\(softmax) --run b").status == 0)
      for name in ["last", "best"] {
        try FileManager.default.removeItem(atPath: "\(croton.folder)/b/\(name).safetensors")
      }
      #expect(try croton.run("train softmax --resume b").status == 0)
      try expectSame("b", as: "a", in: croton)
    }
  }
}
