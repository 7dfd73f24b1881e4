import CommandLineTestSupport
import Foundation
import Testing

/// `train --hash`, and `verify`, which repeats a run.
struct VerifyTests {
  private func hashes(in text: String) -> [String] {
    text.split(separator: "\n").compactMap { line in
      line.firstMatch(of: /^epoch \d+  parameters SHA-256 ([0-9a-f]{64})$/).map {
        String($0.output.1)
      }
    }
  }

  @Test func equalRunsHaveEqualHashes() throws {
    try withCroton { croton in
      let one = try croton.runTiny("train", "--epochs 3 --hash --threads 1 --run one")
      let two = try croton.runTiny("train", "--epochs 3 --hash --threads 2 --run two")
      #expect(one.status == 0 && two.status == 0, "\(one.errors)\(two.errors)")
      #expect(hashes(in: one.output).count == 3)
      #expect(Set(hashes(in: one.output)).count == 3)
      #expect(hashes(in: two.output) == hashes(in: one.output))
      let other = try croton.runTiny("train", "--epochs 3 --hash --seed 2 --run other")
      #expect(hashes(in: other.output) != hashes(in: one.output))
      let without = try croton.runTiny("train", "--epochs 3 --run without")
      #expect(hashes(in: without.output).isEmpty)
    }
  }

  @Test func aRunIsRepeated() throws {
    try withCroton { croton in
      let run = try croton.runTiny("train", "--epochs 2 --hash --run one")
      let expected = hashes(in: run.output)
      #expect(expected.count == 2)
      let made = try croton.madeFiles()
      let verified = try croton.run("verify one")
      #expect(verified.status == 0, "\(verified.errors)")
      #expect(
        verified.output == """
          epoch 1  same parameters  \(expected[0])
          epoch 2  same parameters  \(expected[1])
          the run in 'one' is repeated to the bit

          """)
      #expect(try croton.madeFiles() == made)
    }
  }

  @Test func aDifferenceIsFound() throws {
    try withCroton { croton in
      let run = try croton.runTiny("train", "--epochs 3 --hash --run one")
      let expected = hashes(in: run.output)
      #expect(expected.count == 3)
      let log = "\(croton.folder)/one/log.jsonl"
      let other = String(repeating: "0", count: 64)
      let text = try String(contentsOfFile: log, encoding: .utf8)
      try text.replacing(expected[1], with: other).write(
        toFile: log, atomically: true, encoding: .utf8)
      let verified = try croton.run("verify one")
      #expect(verified.status == 1)
      #expect(
        verified.output == """
          epoch 1  same parameters  \(expected[0])
          epoch 2  other parameters  \(expected[1]), expected \(other)
          the run in 'one' is not repeated to the bit

          """)
    }
  }

  @Test func errors() throws {
    try withCroton { croton in
      let none = try croton.run("verify nowhere")
      #expect(none.status != 0)
      #expect(
        none.errors
          == "Error: 'nowhere' is not the folder of a run: it has no readable config.json\n")
      let run = try croton.runTiny("train", "--epochs 1 --run one")
      #expect(run.status == 0)
      try "".write(
        toFile: "\(croton.folder)/one/log.jsonl", atomically: true, encoding: .utf8)
      let empty = try croton.run("verify one")
      #expect(empty.status != 0)
      #expect(
        empty.errors == """
          Error: the log of the run in 'one' has no hashes of its parameters; expected one at the end \
          of each epoch

          """)
    }
  }
}
