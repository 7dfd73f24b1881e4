import CommandLineTestSupport
import Croton
import Foundation
import Testing

struct InterruptionTests {
  @Test func ctrlCKeepsTheBest() throws {
    try withCroton { croton in
      let arguments =
        "train \(Program.tinyModel) --epochs 10000000 --patience 1000000000 "
        + "--save best.safetensors --log run.jsonl"
      let run = try croton.start(arguments.split(separator: " ").map(String.init))
      try run.waitForOutput(containing: "test error of best model")
      run.interrupt()
      let result = try run.wait()
      #expect(result.status == 130)

      let log = try RunLog(croton.bytes(of: "run.jsonl"))
      #expect(log.end.interrupted == true)
      let last = result.lines.suffix(2)
      #expect(
        try last.first?.wholeMatch(of: Regex(#"Interrupted after iteration \d+\."#)) != nil)
      #expect(
        last.last
          == "Best validation score of \(RunLog.percent(log.end.best_validation)) obtained at "
          + "iteration \(log.end.best_iteration), with test performance "
          + RunLog.percent(log.end.test))
      #expect(result.errors.hasPrefix("The code for file lenet5 ran for "))

      // A run that ends where the best was measured saves the same.
      let epochs = log.end.best_iteration / TinyDigits.trainingBatches
      _ = try croton.runTiny("train", "--epochs \(epochs) --save same.safetensors")
      let same = try croton.bytes(of: "same.safetensors")
      #expect(try croton.bytes(of: "best.safetensors") == same)
    }
  }
}
