import CommandLineTestSupport
import Foundation
import Testing

/// `croton tune`, in a cache of its own: other tests compile the same functions.
struct TuneTests {
  private struct Report: Decodable {
    struct Function: Decodable {
      struct Choice: Decodable {
        struct Way: Decodable {
          let name: String
          let cycles: Double
          let ms: Double
        }
        let kernel: String
        let ways: [Way]
      }
      let name: String
      let model_ms: Double
      let tuned_ms: Double
      let tuned: Bool
      let choices: [Choice]
    }
    let model: String
    let batch_size: Int
    let threads: Int
    let functions: [Function]
  }

  @Test func waysAreTimedAndKept() throws {
    try withCroton { shared in
      let croton = shared.withOwnCache
      let plan = try croton.runTiny("explain", "--stage plan --threads 1 --no-shuffle").output
      #expect(!plan.contains(" ms)"))
      let result = try croton.runTiny("tune", "--threads 1 --steps 4")
      #expect(result.errors == "")
      #expect(result.status == 0)
      let report = try JSONDecoder().decode(
        Report.self, from: Data(try #require(result.lines.last).utf8))
      #expect(report.model == "lenet5")
      #expect(report.batch_size == 5 && report.threads == 1)
      #expect(report.functions.map(\.name) == ["train", "validate", "test", "predict"])
      let train = report.functions[0]
      #expect(train.choices.count >= 4)
      for choice in report.functions.flatMap(\.choices) {
        #expect(choice.ways.count > 1 && choice.ways.count <= 6)
        #expect(choice.ways.allSatisfy { $0.ms > 0 && $0.cycles > 0 }, "\(choice.kernel)")
        #expect(result.output.contains(choice.kernel))
      }
      #expect(report.functions.allSatisfy { $0.tuned_ms <= $0.model_ms })
      #expect(result.output.contains("The cost model had chosen the fastest way "))
      // What was measured stands in the plan from now on.
      let tuned = try croton.runTiny("explain", "--stage plan --threads 1").output
      #expect(tuned.contains(" ms)"))
      #expect(tuned.contains("; the fastest by measurement") == train.tuned)
      let excluded = try croton.runTiny(
        "explain", "--stage plan --threads 1 --exclude use-tuning"
      ).output
      #expect(excluded == plan)
      // A run in these ways repeats.
      let trained = try croton.runTiny("train", "--threads 1 --epochs 1 --run a --quiet")
      #expect(trained.status == 0, "\(trained.errors)")
      let repeated = try croton.run("verify a")
      #expect(repeated.status == 0, "\(repeated.errors)")
    }
  }

  /// A run that began before goes on in the ways that it had; one that begins has the measured
  /// ones.
  @Test func earlierRunsGoOn() throws {
    try withCroton { shared in
      let croton = shared.withOwnCache
      let train = "--threads 1 --patience 100000 --quiet"
      #expect(try croton.runTiny("train", "\(train) --epochs 1 --run before").status == 0)
      #expect(try croton.runTiny("tune", "--threads 1 --steps 1").status == 0)
      try takeOtherWays(in: "\(croton.folder)/cache/croton/tuned")
      let plan = try croton.runTiny("explain", "--stage plan --threads 1").output
      #expect(plan.contains("; the fastest by measurement"))
      #expect(try croton.runTiny("train", "\(train) --epochs 2 --run after").status == 0)
      func algorithms(_ run: String) throws -> [String] {
        struct Configuration: Decodable { let algorithms: [String] }
        return try JSONDecoder().decode(
          Configuration.self, from: croton.bytes(of: "\(run)/config.json")
        ).algorithms
      }
      let before = try algorithms("before")
      #expect(try before != algorithms("after"))
      for command in [
        "train lenet5 --resume before --epochs 2 --threads 1 --quiet", "verify before",
        "verify after",
      ] {
        let result = try croton.run(command)
        #expect(result.status == 0, "\(command): \(result.errors)")
      }
      #expect(try algorithms("before") == before)
    }
  }

  /// Chooses a way for each node that was measured but not chosen.
  private func takeOtherWays(in folder: String) throws {
    for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
      let file = URL(fileURLWithPath: "\(folder)/\(name)")
      var object = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: file)) as? [String: Any])
      object["nodes"] = try #require(object["nodes"] as? [[String: Any]]).map { node in
        let measurements = node["measurements"] as? [[String: Any]] ?? []
        let ways = measurements.compactMap { $0["way"] as? String }
        let other = ways.first { $0 != node["way"] as? String }
        return node.merging(["way": other ?? ""]) { $1 }
      }
      // In place, so that the file stays one that nobody else may write.
      try JSONSerialization.data(withJSONObject: object).write(to: file)
    }
  }

  @Test(arguments: [
    (
      "tune lenet5 --exclude use-tuning",
      "Error: --exclude use-tuning leaves out what tune finds; expected tune without it."
    ),
    ("tune networks reul", "Error: there is no network 'reul'. Did you mean 'relu'?"),
    ("tune lenet5 --steps 0", "Error: --steps is 0; expected 1 to 1000000."),
  ])
  func mistakes(arguments: String, message: String) throws {
    try withCroton { croton in
      let result = try croton.run(arguments)
      #expect(result.errors.hasPrefix(message), "\(result.errors)")
      #expect(result.status == 64)
      #expect(result.output == "")
    }
  }
}
