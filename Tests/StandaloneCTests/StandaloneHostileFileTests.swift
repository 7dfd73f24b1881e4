import CommandLineTestSupport
import Croton
import FileFuzzing
import Foundation
import Testing
import Training

/// The readers of C that stands alone survive hostile files, under sanitizers.
struct StandaloneHostileFileTests {
  #if os(Linux)
    @Test func readersSurviveSeedsAndFailures() throws {
      let source = try #require(StandaloneFuzzing.folder)
      try withDigitsFolder { folder in
        var trainer = try Trainer(testing: SoftmaxRegression(), data: .path("\(source)/Digits"))
        trainer.options.batchSize = 2
        let c = try CFolder(trainer, in: "\(folder)/c", make: nil)
        let programs = ["train.c", "predict.c", "example.c"]
        let files = try FileManager.default.contentsOfDirectory(atPath: c.path).filter {
          $0.hasSuffix(".c") && !programs.contains($0)
        }
        try c.succeed(
          "/usr/bin/cc",
          [
            "-std=gnu99", "-g", "-ffp-contract=off", "-fsanitize=address,undefined",
            "-fno-sanitize-recover=undefined", "-I.", "-o", "fuzzer", "\(source)/fuzzer.c",
          ] + files + ["-lm"])
        for reader in StandaloneFuzzing.readers {
          let paths = try StandaloneFuzzing.paths(of: reader)
          #expect(!paths.isEmpty)
          let result = try c.run(
            "/usr/bin/env", ["TMPDIR=\(folder)", "\(c.path)/fuzzer", reader] + paths)
          #expect(result.status == 0, "\(reader): \(result.errors)")
        }
      }
    }
  #endif
}
