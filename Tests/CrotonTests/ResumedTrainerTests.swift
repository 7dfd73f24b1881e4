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
        .run(sink: Nowhere(), warnings: Nowhere())
      var resumed = trainer(options, in: "\(folder)/stopped", threads: 2)
      var stops = 0
      while true {
        let flag = RequestFlag()
        let steps = Int.random(in: 1...100, using: &generator)
        let counter = StepCounter()
        resumed.callbacks.afterStep = { _, _ in if counter.next() == steps { flag.raise() } }
        resumed.compileOptions.threads = stops % 2 + 1
        let result = try resumed.run(sink: Nowhere(), warnings: Nowhere(), interrupt: flag)
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
      try checkCounters(of: resumed)
    }
  }

  /// The state of random numbers is in the metadata of the last checkpoint, and no run goes on
  /// without it.
  private func checkCounters(of trainer: Trainer<Augmented>) throws {
    let path = try #require(trainer.runFolder).lastPath
    let last = try Checkpoint(path: path)
    #expect(!last.arrays.contains { $0.name.hasPrefix("state.") })
    let counters = last.metadata.filter { $0.key.hasPrefix("state.") }.sorted { $0.key < $1.key }
    #expect(counters.count == 1)
    for (name, text) in counters { #expect(text.wholeMatch(of: /\d+ \d+/) != nil, "\(name)") }
    let name = try #require(counters.first).key
    for damaged in [nil, "", "1", "1 2 3", "1  2", "one two"] {
      let metadata = last.metadata.filter { $0.key != name }
        .merging(damaged.map { [name: $0] } ?? [:]) { $1 }
      try Checkpoint(arrays: last.arrays, metadata: metadata).write(to: path)
      let error = #expect(throws: RunError.self) {
        try trainer.run(sink: Nowhere(), warnings: Nowhere())
      }
      #expect(
        error?.description
          == "'\(path)' has no '\(name)' in its metadata; expected 2 whole numbers")
    }
  }
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
