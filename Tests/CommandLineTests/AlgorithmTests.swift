import CommandLineTestSupport
import Croton
import Foundation
import Testing

/// The algorithms of a run, in its checkpoints and in its configuration.
struct AlgorithmTests {
  private static let train =
    "train fast-mnist --data digits --batch-size 5 --patience 100000 --run a"

  /// The names in the metadata are those in `config.json`, and are part of the graph's hash.
  @Test func runsNameTheirAlgorithms() throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.train) --epochs 1").status == 0)
      let text = try #require(
        Checkpoint(path: "\(croton.folder)/a/last.safetensors").metadata["algorithms"])
      #expect(text.hasPrefix("convolution 5x1x28x28 by "), "\(text)")
      #expect(
        try Checkpoint(path: "\(croton.folder)/a/best.safetensors").metadata["algorithms"] == text)
      struct Configuration: Decodable {
        let algorithms: [String]
        let graph_sha256: String
      }
      func configuration(_ run: String) throws -> Configuration {
        try JSONDecoder().decode(
          Configuration.self, from: croton.bytes(of: "\(run)/config.json"))
      }
      let first = try configuration("a")
      #expect(first.algorithms.joined(separator: "; ") == text)
      // The same graph, computed in another way.
      let other = Self.train.replacing("--run a", with: "--run b --exclude use-winograd")
      #expect(try croton.run("\(other) --epochs 1").status == 0)
      let second = try configuration("b")
      #expect(second.algorithms.map(Self.subject) == first.algorithms.map(Self.subject))
      #expect(second.algorithms != first.algorithms)
      #expect(second.graph_sha256 != first.graph_sha256)
    }
  }

  private static func subject(_ algorithm: String) -> Substring? {
    algorithm.split(separator: ":").first
  }

  @Test func aRunOfOtherAlgorithmsDoesNotGoOn() throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.train) --epochs 1").status == 0)
      let path = "\(croton.folder)/a/last.safetensors"
      let last = try Checkpoint(path: path)
      let text = try #require(last.metadata["algorithms"])
      let algorithm = try #require(
        text.split(separator: "; ").first.flatMap { $0.split(separator: ": ").last })
      let what = try #require(text.split(separator: ": ").first)
      let other = text.replacing(": \(algorithm)", with: ": F(9x9)", maxReplacements: 1)
      let metadata = last.metadata.merging(["algorithms": other]) { $1 }
      try Checkpoint(arrays: last.arrays, metadata: metadata).write(to: path)
      let error =
        "Error: the run in 'a' computed the \(what) with F(9x9), and this version of Croton uses "
        + "\(algorithm); go on with \(CrotonVersion.text)\n"
      // It is refused before there is a need for a C compiler.
      let withoutCompiler = Program(
        path: croton.path, folder: croton.folder, changes: ["CC": "/no/compiler"])
      let resumed = try withoutCompiler.run("train fast-mnist --resume a --epochs 2 --quiet")
      #expect(resumed.status == 1)
      #expect(resumed.errors == error)
      #expect(try Checkpoint(path: path).metadata == metadata)
      // `verify` repeats what config.json says.
      let configuration = "\(croton.folder)/a/config.json"
      let json = try String(contentsOfFile: configuration, encoding: .utf8)
      let changed = json.replacing(": \(algorithm)\"", with: ": F(9x9)\"", maxReplacements: 1)
      #expect(changed != json)
      #expect(try croton.run("verify a").status == 0)
      try changed.write(toFile: configuration, atomically: true, encoding: .utf8)
      let verified = try croton.run("verify a")
      #expect(verified.status == 1)
      #expect(verified.errors == error)
      #expect(verified.output.isEmpty)
    }
  }

  /// Versions that did not record algorithms had no `algorithms` in the two files.
  @Test(arguments: [true, false])
  func aRunWithoutAlgorithmsDoesNotGoOn(namesVersion: Bool) throws {
    try withCroton { croton in
      #expect(try croton.run("\(Self.train) --epochs 1").status == 0)
      let path = "\(croton.folder)/a/last.safetensors"
      let last = try Checkpoint(path: path)
      let metadata = last.metadata.filter { $0.key != "algorithms" }
      #expect(metadata.count == last.metadata.count - 1)
      try Checkpoint(arrays: last.arrays, metadata: metadata).write(to: path)
      let configuration = URL(fileURLWithPath: "\(croton.folder)/a/config.json")
      var object = try #require(
        JSONSerialization.jsonObject(with: Data(contentsOf: configuration)) as? [String: Any])
      #expect(object.removeValue(forKey: "algorithms") != nil)
      object["croton"] = namesVersion ? "Croton 0.0.9" : nil
      try JSONSerialization.data(withJSONObject: object).write(to: configuration)
      let error =
        "Error: the run in 'a' was written by another version of Croton, which did not record its "
        + "algorithms; go on with "
        + (namesVersion ? "Croton 0.0.9\n" : "the version that it began with\n")
      for command in ["train fast-mnist --resume a --epochs 2 --quiet", "verify a"] {
        let result = try croton.run(command)
        #expect(result.status == 1)
        #expect(result.errors == error)
        #expect(result.output.isEmpty)
      }
      #expect(try Checkpoint(path: path).metadata == metadata)
    }
  }
}
