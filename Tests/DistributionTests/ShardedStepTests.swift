import CommandLineTestSupport
import Compiler
import Croton
import Datasets
import Foundation
import Testing
import Training

/// Processes that split each minibatch have the parameters of one process, to the bit.
@Suite struct ShardedStepTests {
  // Buckets of one gradient, of some, of all, and none.

  /// What sums over images, or draws numbers for each of them.
  struct OwnNetwork: TrainableModel {
    var network: some Network {
      Normalize()
      Conv2d(4, kernel: 3, padding: .same, bias: false)
      BatchNorm()
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

  private func check(
    _ model: some TrainableModel, batch: Int, shuffles: Bool,
    ranks: [(count: Int, library: String, bucketBytes: Int?)]
  ) throws {
    var options = TrainingOptions()
    options.batchSize = batch
    options.shuffles = shuffles
    let program = try ModelProgram(model, dataset: SmallSets.digits(), options: options)
    let steps = try Ranks.steps(program, count: 3, threads: 1)
    #expect(steps.before != steps.after)
    try expectSameBits(program, program.train, steps, ranks)
  }

  @Test func convolutionsDropoutAndBatchNormalization() throws {
    // 140 images are 9 vectors, so that chunks differ in size and the last one is not whole.
    try check(
      OwnNetwork(), batch: 140, shuffles: true,
      ranks: [
        (2, "openmpi", 4096), (3, "openmpi", 1), (3, "mpich", .max), (4, "openmpi", 0),
      ])
  }

  /// Each process compiles for its own processor.
  @Test func processorsOfDifferentKinds() throws {
    var options = TrainingOptions()
    options.batchSize = 140
    let program = try ModelProgram(OwnNetwork(), dataset: SmallSets.digits(), options: options)
    let steps = try Ranks.steps(program, count: 2, threads: 1)
    let folder = NSTemporaryDirectory() + "croton-ranks-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var ranks = Ranks(folder: folder, program: program, function: program.train, count: 3)
    ranks.vectorBytes = [16, 64, 32]
    for rank in try ranks.run(steps, library: "openmpi") {
      #expect(rank.after == steps.after.flatMap { $0 })
      #expect(rank.outputs == steps.outputs)
    }
  }

  /// Each process compiles for its own processor, and chunks have odd numbers of images.
  @Test func productsOfBFloat16() throws {
    var options = TrainingOptions()
    options.batchSize = 133
    let program = try ModelProgram(Perceptron(), dataset: SmallSets.digits(), options: options)
    let steps = try Ranks.steps(program, count: 2, threads: 1, precision: .bf16)
    let folder = NSTemporaryDirectory() + "croton-ranks-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var ranks = Ranks(folder: folder, program: program, function: program.train, count: 3)
    ranks.vectorBytes = [16, 64, 32]
    ranks.precision = .bf16
    for rank in try ranks.run(steps, library: "mpich") {
      #expect(rank.after == steps.after.flatMap { $0 })
      #expect(rank.outputs == steps.outputs)
    }
  }

  @Test func productsOfSharedData() throws {
    try check(
      Perceptron(), batch: 130, shuffles: false,
      ranks: [
        (1, "openmpi", 1 << 20), (2, "mpich", 1), (3, "mpich", 1 << 20), (4, "openmpi", 1000),
        (4, "mpich", .max),
      ])
  }

  /// Each image is shifted, turned and zoomed by numbers of its own, before and after what has
  /// parameters.
  struct Augmented: TrainableModel {
    var network: some Network {
      RandomShift(3)
      RandomRotation(degrees: 20, border: .edge)
      Conv2d(3, kernel: 3, padding: .same, activation: .relu)
      RandomZoom(0.2)
      RandomCrop(height: 24, width: 26)
      RandomFlip()
      Cutout(5)
      ColorJitter(brightness: 0.2, contrast: 0.1)
      MaxPool2d(2)
      Flatten()
      SoftmaxClassifier()
    }
  }

  @Test func augmentedImages() throws {
    try check(
      Augmented(), batch: 130, shuffles: true, ranks: [(2, "openmpi", nil), (4, "mpich", nil)])
  }

  /// A minibatch of 20 is one chunk of sums: every process computes all of it. One of 70 is two: four
  /// processes are two groups.
  @Test func smallMinibatches() throws {
    try check(Perceptron(), batch: 20, shuffles: true, ranks: [(2, "openmpi", nil)])
    try check(
      Perceptron(), batch: 70, shuffles: false, ranks: [(4, "openmpi", nil), (3, "mpich", nil)])
  }
}
