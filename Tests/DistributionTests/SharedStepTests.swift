import CommandLineTestSupport
import Compiler
import Croton
import Datasets
import Foundation
import Testing
import Training

/// Processes that share each minibatch have the parameters of one process, to the bit.
@Suite struct SharedStepTests {
  // Buckets of one gradient, of some, of all, and none.

  /// What sums over images, or draws numbers for each of them.
  struct OwnNetwork: TrainableModel {
    var network: some Network {
      Normalize()
      Conv2d(4, kernel: 3, padding: .same, activation: .relu)
      MaxPool2d(2)
      BatchNorm()
      Residual { Conv2d(4, kernel: 3, padding: .same, activation: .tanh) }
      ConvPool2d(6, kernel: 5)
      Flatten()
      Dropout(0.25)
      Dense(40, activation: .sigmoid)
      SoftmaxClassifier()
    }
  }

  /// A perceptron without convolutions, whose chunks need not start at whole vectors.
  struct Perceptron: TrainableModel {
    var network: some Network {
      Flatten()
      Dense(50, activation: .tanh)
      SoftmaxClassifier()
    }
  }

  private func digits() throws -> Dataset {
    func examples(_ count: Int, from first: Int) -> LabeledExamples {
      let labels = (first..<first + count).map { Int32($0 * 7 % 10) }
      let levels = labels.enumerated().flatMap { number, label in
        (0..<784).map { UInt8(truncatingIfNeeded: ($0 * Int(label + 3) + number * 13) % 251) }
      }
      return LabeledExamples(values: .bytes(levels), labels: labels)
    }
    return try Dataset(
      name: "digits", exampleShape: [1, 28, 28], classes: 10, training: examples(420, from: 0),
      validation: examples(150, from: 500), test: examples(150, from: 900))
  }

  private func check(
    _ model: some TrainableModel, batch: Int, shuffles: Bool,
    ranks: [(count: Int, library: String, bucketBytes: Int)]
  ) throws {
    var options = TrainingOptions()
    options.batchSize = batch
    options.shuffles = shuffles
    let program = try ModelProgram(model, dataset: digits(), options: options)
    let steps = try Ranks.steps(program, count: 3, threads: 1)
    #expect(steps.before != steps.after)
    for (count, library, bucketBytes) in ranks {
      let folder = NSTemporaryDirectory() + "croton-ranks-\(UUID().uuidString)"
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      defer { try? FileManager.default.removeItem(atPath: folder) }
      let ranks = Ranks(
        folder: folder, program: program, count: count, bucketBytes: bucketBytes)
      for after in try ranks.train(steps, library: library) {
        #expect(after == steps.after.flatMap { $0 }, "\(count) ranks, \(library), \(bucketBytes)")
      }
    }
  }

  @Test func convolutionsDropoutAndBatchNormalization() throws {
    // 140 images are 9 vectors, so that chunks differ in size and the last one is not whole.
    try check(
      OwnNetwork(), batch: 140, shuffles: true,
      ranks: [
        (2, "openmpi", 4096), (3, "openmpi", 1), (3, "mpich", .max), (4, "openmpi", 0),
      ])
  }

  @Test func productsOfSharedData() throws {
    try check(
      Perceptron(), batch: 130, shuffles: false,
      ranks: [
        (1, "openmpi", 1 << 20), (2, "mpich", 1), (3, "mpich", 1 << 20), (4, "openmpi", 1000),
        (4, "mpich", .max),
      ])
  }
}
