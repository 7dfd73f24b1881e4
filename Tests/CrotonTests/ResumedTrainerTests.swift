import Croton
import Foundation
import Synchronization
import TestSupport
import Testing

/// A trainer that is stopped again and again gives the bits of one that never stopped.
@Suite struct ResumedTrainerTests {
  /// Everything that draws random numbers or keeps state between steps.
  private struct Augmented: TrainableModel {
    var network: some Network {
      Normalize()
      RandomShift(2)
      RandomRotation(degrees: 10)
      Cutout(3)
      Conv2d(4, kernel: 3, padding: .same, activation: .relu)
      BatchNorm()
      MaxPool2d(2)
      Dropout(0.25)
      Flatten()
      SoftmaxClassifier()
    }
  }

  private static func options(_ optimizer: any Optimizer) -> TrainingOptions {
    TrainingOptions(epochs: 1, batchSize: 200, optimizer: optimizer, shuffles: true)
  }

  private func withFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("croton-runs-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  private func trainer(
    _ options: TrainingOptions, in folder: String, threads: Int
  ) -> Trainer<Augmented> {
    var trainer = Trainer(
      model: Augmented(), data: .embeddedMNIST, options: options,
      compileOptions: .testing(threads: threads))
    trainer.runFolder = RunFolder(path: folder)
    trainer.isQuiet = true
    return trainer
  }

  @Test(
    arguments: [
      Adam(learningRate: LearningRate(0.002, .cosine())), Nesterov(learningRate: 0.01),
    ] as [any Optimizer])
  func stoppedRunsGiveTheSameBits(optimizer: any Optimizer) throws {
    var generator = SeededGenerator.announced()
    var options = Self.options(optimizer)
    // Validations in the middle of epochs too: embedded MNIST has 250 minibatches of 200.
    options.earlyStopping.patience = 200
    try withFolder { folder in
      try trainer(options, in: "\(folder)/whole", threads: 1)
        .run(sink: NoSink(), warnings: NoSink())
      var resumed = trainer(options, in: "\(folder)/stopped", threads: 2)
      var stops = 0
      while true {
        let flag = RequestFlag()
        let steps = Int.random(in: 1...100, using: &generator)
        let counter = StepCounter()
        resumed.callbacks.afterStep = { _, _ in if counter.next() == steps { flag.raise() } }
        resumed.compileOptions.threads = stops % 2 + 1
        let result = try resumed.run(sink: NoSink(), warnings: NoSink(), interrupt: flag)
        guard result.outcome == .interrupted else { break }
        resumed.resumes = true
        stops += 1
      }
      #expect(stops > 0)
      for name in ["last", "best"] {
        let files = try ["whole", "stopped"].map {
          try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)/\(name).safetensors"))
        }
        #expect(files[0] == files[1], "\(name) after \(stops) stops")
      }
    }
  }
}

private struct NoSink: ConsoleSink {
  var terminalColumns: Int? { nil }
  func write(_ text: String) {}
}

private final class StepCounter: Sendable {
  private let steps = Mutex(0)
  func next() -> Int {
    steps.withLock {
      $0 += 1
      return $0
    }
  }
}
