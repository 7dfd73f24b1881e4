import CommandLineTestSupport
import Foundation
import Testing

struct BenchTests {
  private static let keys: Set = [
    "model", "batch_size", "threads", "step_ms_median", "step_ms_min", "flop_per_step",
    "peak_gflops", "inference_ms_median", "compile_cold_s", "compile_warm_s", "peak_rss_mb",
  ]

  private func object(_ line: String?) throws -> [String: Any] {
    let line = try #require(line)
    return try #require(
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
  }

  @Test func aloneItIsOneObject() throws {
    try withCroton { croton in
      let result = try croton.runTiny("bench", "--threads 1 --steps 5 --json")
      #expect(result.errors == "")
      #expect(result.status == 0)
      #expect(result.lines.count == 1)
      let report = try object(result.lines.last)
      #expect(Set(report.keys) == Self.keys)
      #expect(report["model"] as? String == "lenet5")
      #expect(report["batch_size"] as? Int == 5)
      #expect(report["threads"] as? Int == 1)
      for key in Self.keys.subtracting(["model"]) {
        #expect((report[key] as? Double ?? 0) > 0, "\(key)")
      }
      let median = try #require(report["step_ms_median"] as? Double)
      #expect(try #require(report["step_ms_min"] as? Double) <= median)
      // To load a library takes less time than to make one.
      let cold = try #require(report["compile_cold_s"] as? Double)
      #expect(try #require(report["compile_warm_s"] as? Double) < cold)
    }
  }

  @Test func aTableComesBeforeTheObject() throws {
    try withCroton { croton in
      let result = try croton.runTiny("bench", "--steps 2")
      #expect(result.status == 0)
      #expect(Set(try object(result.lines.last).keys) == Self.keys)
      let labels = ["training step", "arithmetic", "inference", "compile", "peak memory"]
      #expect(result.lines.count == labels.count + 1)
      for (line, label) in zip(result.lines, labels) { #expect(line.hasPrefix(label)) }
    }
  }
}
