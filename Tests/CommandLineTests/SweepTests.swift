import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// Sweeps over options, in the built program.
struct SweepTests {
  private static let sweep =
    "sweep softmax --data digits --batch-size 5 --epochs 2 --vary learning-rate=0.01,0.1 --vary l2=0,0.1"

  /// The lines of the table, without the times.
  private func table(_ result: Program.Result) -> [String] {
    result.output.components(separatedBy: "\n\n").dropFirst().first?
      .split(separator: "\n").map { $0.split(separator: " ").dropLast(2).joined(separator: " ") }
      ?? []
  }

  @Test func trialsAreRunsOfTheirOwn() throws {
    try withCroton { croton in
      let result = try croton.run("\(Self.sweep) --run s")
      #expect(result.status == 0, "\(result.errors)")
      #expect(
        try
          /measuring how many trials at a time are fastest\n4 trials in 's', (1|2) at a time, \d+ threads? each\n/
          .wholeMatch(in: result.errors)
          != nil, "\(result.errors)")
      #expect(result.lines.prefix(4).allSatisfy { $0.hasPrefix("trial ") })
      #expect(table(result).count == 5)
      #expect(table(result)[0] == "trial learning-rate l2 validation error test")
      let alone = try croton.run(
        "train softmax --data digits --batch-size 5 --epochs 2 --learning-rate 0.1 --l2 0 --run a")
      #expect(alone.status == 0)
      #expect(
        try croton.bytes(of: "s/trial-0003/last.safetensors")
          == croton.bytes(of: "a/last.safetensors"))
    }
  }

  @Test func aSweepThatWasKilledGoesOn() throws {
    try withCroton { croton in
      let whole = try croton.run("\(Self.sweep) --run whole --threads 1")
      let arguments = "\(Self.sweep) --run killed --threads 1"
      let run = try croton.start(arguments.split(separator: " ").map(String.init))
      try run.waitForOutput(containing: "trial ")
      run.send(SIGKILL)
      #expect(try run.wait().status == -SIGKILL)
      let page = String(decoding: try croton.bytes(of: "killed/sweep.html"), as: UTF8.self)
      #expect(page.contains("<td>not finished</td>"))
      let resumed = try croton.run("sweep softmax --resume killed --threads 2")
      #expect(resumed.status == 0, "\(resumed.errors)")
      #expect(table(resumed) == table(whole))
      let again = try croton.run("sweep softmax --resume killed")
      #expect(table(again) == table(whole))
      #expect(again.errors.hasSuffix("note: the sweep had ended\n"))
      let other = try croton.run("sweep softmax --resume killed --epochs 3")
      #expect(
        other.errors
          == "Error: --epochs cannot change when a sweep is resumed; only --threads and --quiet can.\n"
      )
      for (command, message) in [
        ("sweep mlp --resume killed", "'killed' is a sweep of softmax; expected one of mlp"),
        (
          "\(Self.sweep) --run killed",
          "'killed' has a sweep already; expected another folder, or --resume to go on with that "
            + "sweep"
        ),
      ] {
        #expect(try croton.run(command).errors == "Error: \(message)\n")
      }
      let taken = try croton.run("\(Self.sweep) --run killed/trial-0001")
      #expect(taken.errors.contains("has a run already"), "\(taken.errors)")
    }
  }

  @Test(arguments: [(SIGINT, 130), (SIGTERM, 143)] as [(Int32, Int32)])
  func aSweepThatIsStoppedSaysHowItGoesOn(signal: Int32, status: Int32) throws {
    try withCroton { croton in
      let arguments = "\(Self.sweep) --run stopped --threads 1 --epochs 20000 --patience 10000000"
      let run = try croton.start(arguments.split(separator: " ").map(String.init))
      let begun = "\(croton.folder)/stopped/trial-0001/log.jsonl"
      for _ in 0..<6000 where !FileManager.default.fileExists(atPath: begun) {
        Thread.sleep(forTimeInterval: 0.01)
      }
      run.send(signal)
      let stopped = try run.wait()
      #expect(stopped.status == status)
      // There is a page of what there is.
      let page = String(decoding: try croton.bytes(of: "stopped/sweep.html"), as: UTF8.self)
      #expect(page.contains("<dt>Trials finished</dt><dd>0 of 4</dd>"))
      #expect(
        stopped.errors.hasSuffix(
          "the sweep can go on: 'croton sweep softmax --resume stopped'\n"))
    }
  }

  @Test func aTrialThatFailsIsOneOfMany() throws {
    try withCroton { croton in
      let result = try croton.run(
        "sweep softmax --data digits --batch-size 5 --epochs 2 --vary learning-rate=1e30,0.1 "
          + "--threads 1 --check-numerics")
      #expect(result.status == 0, "\(result.errors)")
      #expect(result.output.contains("learning-rate 1e30  failed: "))
      #expect(table(result).last?.hasPrefix("1 1e30 failed") == true, "\(result.output)")
    }
  }

  @Test func mistakesAreFoundBeforeTheFirstTrial() throws {
    try withCroton { croton in
      for (options, message) in [
        (
          "",
          "nothing varies; expected an option and its values, as in --vary learning-rate=0.1,0.03"
        ),
        (
          "--vary learing-rate=1",
          "Unknown option '--learing-rate'. Did you mean '--learning-rate'?"
        ),
        (
          "--vary learning-rate=0.1..0.001 --trials 2",
          #"the range of "learning-rate" begins with its larger number; expected "#
            + "learning-rate=0.001..0.1"
        ),
        (
          "--vary epochs=9..2",
          #"the range of "epochs" begins with its larger number; expected epochs=2..9"#
        ),
        ("--vary epochs=2,0", "the number of epochs must be at least 1, but 0 was given"),
        ("--vary run=a,b", "--run is not an option of a trial, and cannot vary."),
        (
          "--vary l2=0,1 --l2 2",
          "--l2 is both varied and given a value; expected one of the two."
        ),
        (
          "--vary l2=0,1 --save best.safetensors",
          "--save is an option of a single run; expected a sweep without it."
        ),
        ("--resume", "--resume needs the folder of the sweep."),
        ("--resume digits", "'digits' is not the folder of a sweep: it has no readable sweep.json"),
      ] {
        let result = try croton.run("sweep softmax \(options)")
        #expect(result.errors.hasPrefix("Error: \(message)\n"), "\(result.errors)")
        #expect(!result.errors.contains("softmax softmax"), "\(result.errors)")
        #expect(result.status != 0)
        #expect(try croton.madeFiles() == [])
      }
    }
  }
}
