import Croton
import Foundation
import Testing

@testable import Datasets
@testable import Training

/// Minibatches that are handed to the functions.
@Suite struct LoadedMinibatchTests {
  /// Values in memory that are read as those of a file are.
  private final class Storage: ExampleStorage {
    let values: ExampleValues
    let size: Int
    var count: Int { values.count / size }

    init(_ values: ExampleValues, size: Int) {
      self.values = values
      self.size = size
    }

    func read(_ example: Int, into target: UnsafeMutableRawBufferPointer) throws {
      try values.read([example], size: size, into: target)
    }
  }

  private func stored(_ examples: LabeledExamples, size: Int) -> LabeledExamples {
    let storage = Storage(examples.values, size: size)
    let values = StoredValues(storage, element: examples.values.element, size: size)
    return LabeledExamples(values: .stored(values), labels: examples.labels)
  }

  private func stored(_ dataset: Dataset) throws -> Dataset {
    let size = dataset.exampleSize
    return try Dataset(
      name: dataset.name, exampleShape: dataset.exampleShape, target: dataset.target,
      training: stored(dataset.training, size: size),
      validation: stored(dataset.validation, size: size), test: stored(dataset.test, size: size))
  }

  private struct Result: Equatable {
    let costs: [Double]
    let errors: [Double]
    let parameters: [[Float]]
  }

  private func train(_ dataset: Dataset, shuffles: Bool, threads: Int = 2) throws -> Result {
    let options = TrainingOptions(batchSize: 20, shuffles: shuffles)
    let program = try ModelProgram(
      MultilayerPerceptron(hidden: 7), dataset: dataset, options: options)
    var compiled = try program.compile(options: .testing(threads: threads))
    var costs: [Double] = []
    for epoch in 1...2 {
      compiled.startEpoch(epoch)
      for minibatch in 0..<program.batches.training {
        costs.append(try compiled.trainStep(minibatch: minibatch))
      }
    }
    let errors =
      try (0..<program.batches.validation.count).map(compiled.validationError)
      + (0..<program.batches.test.count).map(compiled.testError)
    return Result(costs: costs, errors: errors, parameters: compiled.parameters.map(\.scalars))
  }

  @Test func loadedMinibatchesTrainToTheSameBits() throws {
    let digits = try smallDigits(training: 67, validation: 47, test: 21)
    let resident = try train(digits, shuffles: false)
    #expect(try train(stored(digits), shuffles: false) == resident)
    #expect(Set(resident.costs).count > 3)
  }

  @Test func shuffledEpochsRepeatToTheBit() throws {
    let digits = try smallDigits(training: 67, validation: 47, test: 21)
    let first = try train(digits, shuffles: true)
    #expect(try train(digits, shuffles: true, threads: 1) == first)
    #expect(try train(stored(digits), shuffles: true) == first)
    #expect(try train(digits, shuffles: false) != first)
  }

  @Test func everyEpochHasAnOrderOfItsOwn() throws {
    let order = EpochOrder(count: 50, seed: 3)
    #expect(try order.examples(epoch: 1) == order.examples(epoch: 1))
    #expect(try order.examples(epoch: 1) != order.examples(epoch: 2))
    #expect(try order.examples(epoch: 2).sorted() == Array(0..<50))
    #expect(try EpochOrder(count: 3, seed: nil).examples(epoch: 9) == [0, 1, 2])
  }

  /// Minibatches come in any order, and each is what the order says.
  @Test func minibatchesAreTheOnesThatAreAskedFor() throws {
    let digits = try smallDigits(training: 11, validation: 1, test: 1)
    let loader = BatchLoader(
      digits.training, exampleShape: [1, 4, 4], batchSize: 4,
      order: EpochOrder(count: 11, seed: 8), includesRest: true)
    for (minibatch, epoch) in [(0, 0), (1, 0), (2, 0), (0, 1), (2, 1), (2, 1), (0, 5), (1, 0)] {
      let order = try EpochOrder(count: 11, seed: 8).examples(epoch: epoch)
      let rows = (0..<4).map { row in
        minibatch * 4 + row < 11 ? order[minibatch * 4 + row] : order[row]
      }
      let loaded = try loader.minibatch(minibatch, epoch: epoch)
      #expect(loaded.count == (minibatch == 2 ? 3 : 4))
      let values = try #require(loaded.arguments[0] as? NDArray<Float>)
      let labels = try #require(loaded.arguments[1] as? NDArray<Int32>)
      #expect(values.shape == [4, 1, 4, 4])
      #expect(try values.scalars == digits.training.values.numbers(of: rows, size: 16))
      #expect(labels.scalars == rows.map { digits.training.labels[$0] })
    }
  }

  @Test func aFileThatCannotBeReadEndsTheEpoch() throws {
    final class Failing: ExampleStorage {
      let count = 40
      func read(_ example: Int, into target: UnsafeMutableRawBufferPointer) throws {
        throw DatasetError(file: "digits.npy", .unreadable("Input/output error"))
      }
    }
    let digits = try smallDigits(training: 40, validation: 40, test: 40)
    let values = StoredValues(Failing(), element: .float, size: 16)
    let broken = LabeledExamples(values: .stored(values), labels: digits.training.labels)
    let dataset = try Dataset(
      name: "broken", exampleShape: [1, 4, 4], classes: 2, training: broken,
      validation: digits.validation, test: digits.test)
    #expect {
      try train(dataset, shuffles: true)
    } throws: {
      "\($0)" == "digits.npy: cannot be read: Input/output error"
    }
  }
}
