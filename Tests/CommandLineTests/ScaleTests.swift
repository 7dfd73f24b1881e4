import CommandLineTestSupport
import Foundation
import Testing

/// The prediction of scaling.
struct ScaleTests {
  private static let keys: Set = [
    "model", "batch_size", "threads", "network", "bucket_bytes", "sums", "sum_bytes",
    "addition_gb_per_s", "step_ms", "strong", "most_ranks", "weak", "weak_refused",
  ]

  private func object(_ text: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
  }

  /// Examples of 8 classes in 10 columns, enough for minibatches of several chunks.
  private func writeTable(_ croton: Program) throws {
    let rows = (0..<400).map { row in
      (0..<10).map { "\((row * 7 + $0 * 13) % 97)" }.joined(separator: ",") + ",c\(row % 8)"
    }
    let head = (0..<10).map { "x\($0)" }.joined(separator: ",") + ",label"
    try ([head] + rows).joined(separator: "\n")
      .write(toFile: "\(croton.folder)/table.csv", atomically: true, encoding: .utf8)
  }

  @Test func bothWaysOfScaling() throws {
    try withCroton { croton in
      try writeTable(croton)
      try #"{"latency_us": 50, "gigabits_per_second": 1}"#
        .write(toFile: "\(croton.folder)/slow.json", atomically: true, encoding: .utf8)
      let result = try croton.run(
        "scale softmax --data table.csv --batch-size 128 --ranks 1,2,3,4,8,16 --network slow.json "
          + "--steps 4 --threads 1 --plot scale.svg --output scale.json")
      #expect(result.errors == "")
      #expect(result.status == 0)
      let report = try object(String(decoding: try croton.bytes(of: "scale.json"), as: UTF8.self))
      #expect(Set(report.keys) == Self.keys)
      #expect((report["network"] as? [String: Any])?["latency_us"] as? Double == 50)
      #expect(report["sums"] as? Int ?? 0 > 1)
      #expect(report["sum_bytes"] as? Int ?? 0 > 0)
      // 128 images are 4 chunks.
      #expect(report["most_ranks"] as? Int == 4)
      let strong = try #require(report["strong"] as? [[String: Any]])
      #expect(strong.map { $0["ranks"] as? Int } == [1, 2, 3, 4])
      #expect(strong.map { $0["images_per_rank"] as? Int } == [128, 64, 64, 32])
      #expect(strong[0]["speedup"] as? Double == 1)
      #expect(strong[0]["communication_share"] as? Double == 0)
      let weak = try #require(report["weak"] as? [[String: Any]])
      #expect(weak.map { $0["ranks"] as? Int } == [1, 2, 3, 4, 8])
      #expect(report["weak_refused"] as? [Int] == [16])
      #expect(weak.allSatisfy { $0["images_per_rank"] as? Int == 128 })
      #expect(weak.compactMap { $0["step_ms"] as? Double }.count == 5)

      for words in [
        "strong scaling: 128 images in all", "At most 4 processes can share 128 images.",
        "weak scaling: 128 images for each", "Too many to share as many times 128 images: 16.",
      ] {
        #expect(result.lines.contains(words), "\(words)")
      }
      let picture = String(decoding: try croton.bytes(of: "scale.svg"), as: UTF8.self)
      #expect(picture.hasPrefix("<svg xmlns=\"http://www.w3.org/2000/svg\""))
      #expect(picture.contains("Speed-up") && picture.contains("Efficiency (%)"))
      #expect(picture.contains("strong, ranks 4: "))
    }
  }

  @Test func imagesThatStayInTheirFiles() throws {
    try withCroton { croton in
      #expect(try croton.run("filter-demo --output maps").status == 0)
      let maps = try FileManager.default.contentsOfDirectory(atPath: "\(croton.folder)/maps")
      let picture = try #require(maps.sorted().first { $0.hasSuffix(".png") })
      for name in ["a", "b"] {
        let folder = "\(croton.folder)/photos/\(name)"
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true)
        for number in 0..<60 {
          try FileManager.default.copyItem(
            atPath: "\(croton.folder)/maps/\(picture)", toPath: "\(folder)/\(number).png")
        }
      }
      let result = try croton.run(
        "scale softmax --data photos --image-size 16x16 --batch-size 64 --ranks 1,2 --steps 1 --json"
      )
      #expect(result.errors == "")
      let report = try object(result.output)
      #expect((report["strong"] as? [Any])?.count == 2)
    }
  }

  @Test func anUnsharedMinibatchHasOneProcess() throws {
    try withCroton { croton in
      let result = try croton.runTiny("scale", "--ranks 1..4 --steps 1")
      #expect(result.errors == "")
      #expect(result.lines.contains("At most 1 process can share 5 images."))
      let report = try object(try #require(result.lines.last))
      #expect((report["strong"] as? [Any])?.count == 1)
      #expect(report["weak_refused"] as? [Int] == [2, 4])
    }
  }
}
