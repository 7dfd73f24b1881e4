import CommandLineTestSupport
import Foundation
import Testing

struct BenchTests {
  private static let keys: Set = [
    "model", "batch_size", "threads", "vector_bytes", "step_ms_median", "step_ms_min",
    "flop_per_step",
    "step_gflops", "peak_gflops", "peak_share", "kernels", "inference_ms_median",
    "inference_ms_min", "inference_kernels",
    "compile_cold_s", "compile_warm_s", "arena_mb", "peak_rss_mb", "precision", "bf16_instruction",
  ]

  private static let kernelKeys: Set = ["name", "ms_median", "ms_min", "share", "flop"]

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
      #expect(report["precision"] as? String == "single")
      #expect(report["bf16_instruction"] as? Bool != nil)
      for key in Self.keys.subtracting([
        "model", "kernels", "inference_kernels", "precision", "bf16_instruction",
      ]) {
        #expect((report[key] as? Double ?? 0) > 0, "\(key)")
      }
      let median = try #require(report["step_ms_median"] as? Double)
      #expect(try #require(report["step_ms_min"] as? Double) <= median)
      for key in ["kernels", "inference_kernels"] {
        let kernels = try #require(report[key] as? [[String: Any]])
        let shares = kernels.compactMap { $0["share"] as? Double }
        #expect(shares.count == kernels.count)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-6)
        for kernel in kernels {
          let isDense = kernel["flop"] as? Int != 0
          #expect(
            Set(kernel.keys) == Self.kernelKeys.union(isDense ? ["gflops", "peak_share"] : []))
        }
      }
      // All arithmetic of the step belongs to one of its kernels.
      let operations = try #require(report["kernels"] as? [[String: Any]])
        .compactMap { $0["flop"] as? Int }
      #expect(operations.reduce(0, +) == report["flop_per_step"] as? Int)
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
      let labels = [
        "training step", "arithmetic", "inference", "compile", "memory", "precision", "",
      ]
      for (line, label) in zip(result.lines, labels) { #expect(line.hasPrefix(label)) }
      let report = try object(result.lines.last)
      for (title, key) in [
        ("kernels of a training step", "kernels"), ("kernels of an inference", "inference_kernels"),
      ] {
        let position = try #require(result.lines.firstIndex { $0.hasPrefix(title) })
        let columns = result.lines[position].dropFirst(title.count).split(separator: " ")
        #expect(columns == ["ms", "minimum", "share", "GFLOP/s", "of", "peak"])
        let kernels = try #require(report[key] as? [[String: Any]]).compactMap {
          $0["name"] as? String
        }
        let rows = result.lines[(position + 1)...].prefix(kernels.count)
        #expect(rows.map { $0.prefix { $0 != " " } } == kernels.map { $0[...] })
      }
    }
  }

  @Test func sweepsHaveALineForEachValue() throws {
    try withCroton { croton in
      let result = try croton.runTiny("bench", "--steps 2 --sweep batch=2,5 --sweep width=16")
      #expect(result.errors == "")
      let rows = result.lines.dropLast().filter { !$0.isEmpty }
        .map { $0.split(separator: " ").first.map(String.init) }
      #expect(rows == ["batch", "2", "5", "width", "16"])
      let json = Data(try #require(result.lines.last).utf8)
      let sweeps = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
      #expect(sweeps.map { $0["sweep"] as? String } == ["batch", "width"])
      let reports = sweeps.compactMap { $0["reports"] as? [[String: Any]] }
      #expect(reports[0].map { $0["batch_size"] as? Int } == [2, 5])
      #expect(reports[1].map { $0["batch_size"] as? Int } == [5])
      #expect(reports[1].map { $0["vector_bytes"] as? Int } == [16])
    }
  }

  @Test func theObjectGoesToAFile() throws {
    try withCroton { croton in
      let result = try croton.runTiny("bench", "--steps 2 --json --output report.json")
      #expect(result.status == 0)
      #expect(result.output == "")
      let text = String(decoding: try croton.bytes(of: "report.json"), as: UTF8.self)
      #expect(Set(try object(text).keys) == Self.keys)
      let refused = try croton.runTiny("bench", "--steps 2 --json --output nowhere/report.json")
      #expect(
        refused.errors
          == "Error: cannot write the file 'nowhere/report.json': No such file or directory\n")
      #expect(refused.status == 1)
    }
  }

  @Test func networksAreDescribedAndMeasured() throws {
    try withCroton { croton in
      let result = try croton.run("bench networks odd-sizes --steps 1 --threads 1")
      #expect(result.errors == "")
      #expect(result.lines.count == 3)
      #expect(result.lines[1].hasPrefix("odd-sizes"))
      let json = Data(try #require(result.lines.last).utf8)
      let reports = try #require(try JSONSerialization.jsonObject(with: json) as? [[String: Any]])
      #expect(reports.map { Set($0.keys) } == [Self.keys])
      #expect(reports[0]["batch_size"] as? Int == 37)

      let description = try croton.run("bench networks odd-sizes mlp-1024 --describe")
      #expect(
        description.output == """
          [{"batch_size":37,"classes":10,"image":[1,29,31],"layers":[\
          {"convolution":{"bias":true,"extent":5,"filters":13,"groups":1,"padding":"valid","stride":1}},\
          {"max_pool":{"stride":2,"window":2}},{"tanh":{}},\
          {"convolution":{"bias":true,"extent":5,"filters":37,"groups":1,"padding":"valid","stride":1}},\
          {"max_pool":{"stride":2,"window":2}},{"tanh":{}},\
          {"flatten":{}},{"dense":{"units":500}},{"tanh":{}}],\
          "name":"odd-sizes","optimizer":{"sgd":{"rate":0.1}},"precision":"single"},\
          {"batch_size":128,"classes":10,"image":[1,28,28],"layers":[{"flatten":{}},\
          {"dense":{"units":1024}},{"relu":{}},{"dense":{"units":1024}},{"relu":{}}],\
          "name":"mlp-1024","optimizer":{"adam":{"rate":0.001}},"precision":"single"}]

          """)
    }
  }
}
