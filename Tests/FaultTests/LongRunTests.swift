import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

/// What a process holds does not grow while it trains.
struct LongRunTests {
  /// Far more epochs than are waited for.
  private static let training =
    "--epochs 1000000 --patience 1000000000 --run long --tensorboard --keep 2"
  private static let lastEpoch = 200
  private static let mostGrowth = 1 << 20
  private static let models =
    ["softmax --data digits --batch-size 5"]
    + (Soak.isOn
      ? [
        "lenet5 --data digits --batch-size 5 --nkerns 2 3",
        "fast-mnist --data digits --batch-size 5", "lenet5",
      ] : [])

  @Test(arguments: models) func memoryAndFilesStay(model: String) throws {
    try PreparedFolder.withCopy { croton in
      let run = try croton.start(
        "train \(model) \(Self.training)".split(separator: " ").map(String.init))
      defer { run.send(SIGTERM) }
      try run.waitForOutput(containing: "epoch 3, ", seconds: 1800)
      let early = try Self.samples(of: run)
      try run.waitForOutput(containing: "epoch \(Self.lastEpoch + 1), ", seconds: 1800)
      let late = try Self.samples(of: run)
      print("\(model): \(early[0]) after epoch 2, \(late[0]) after epoch \(Self.lastEpoch)")
      #expect(late[0].residentBytes <= early[0].residentBytes + Self.mostGrowth)
      // While a checkpoint is written, a file more is open.
      #expect(late.map(\.openFiles).min() == early.map(\.openFiles).min())
      run.send(SIGTERM)
      #expect(try run.wait().status == 143)
    }
  }

  private static func samples(of run: RunningProgram) throws -> [ProcessResources] {
    try (0..<50).map { _ in
      Thread.sleep(forTimeInterval: 0.003)
      return try ProcessResources(of: run.number)
    }
  }
}
