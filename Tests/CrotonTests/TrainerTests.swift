import Croton
import Synchronization
import TestSupport
import Testing

/// A trainer in a program: data in memory, callbacks, a stop condition.
@Suite struct TrainerTests {
  private final class Recorder: Sendable {
    let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  private func trainer(epochs: Int) throws -> Trainer<MultilayerPerceptron> {
    let digits = try smallDigits(training: 60, validation: 20, test: 20)
    return Trainer(
      model: MultilayerPerceptron(hidden: 4), data: .dataset(digits),
      options: TrainingOptions(epochs: epochs, batchSize: 20, shuffles: true),
      compileOptions: .testing())
  }

  @Test func callbacksComeInTheirOrder() throws {
    let recorder = Recorder()
    var trainer = try trainer(epochs: 2)
    trainer.callbacks.afterStep = { position, _ in recorder.add("step \(position.iteration)") }
    trainer.callbacks.afterValidation = { progress in
      recorder.add("validation \(progress.position.iteration) \(progress.cost.isFinite)")
    }
    trainer.callbacks.afterEpoch = { position, cost in
      recorder.add("epoch \(position.epoch) \(cost.isFinite)")
    }
    let result = try trainer.run(sink: Nowhere(), warnings: Nowhere())
    #expect(result.outcome == .epochsCompleted)
    #expect(
      recorder.all == [
        "step 1", "step 2", "step 3", "validation 3 true", "epoch 1 true", "step 4", "step 5",
        "step 6", "validation 6 true", "epoch 2 true",
      ])
  }

  @Test func aConditionEndsTheRun() throws {
    var trainer = try trainer(epochs: 50)
    trainer.callbacks.stopsWhen = { $0.position.epoch == 3 && $0.validationError < 2 }
    let result = try trainer.run(sink: Nowhere(), warnings: Nowhere())
    #expect(result.outcome == .conditionMet)
    #expect(result.epochs == 3)
    #expect(result.best != nil)
  }

  @Test func anErrorOfACallbackEndsTheRun() throws {
    struct Enough: Error {}
    var trainer = try trainer(epochs: 50)
    trainer.callbacks.afterStep = { position, _ in if position.iteration == 4 { throw Enough() } }
    #expect(throws: Enough.self) { try trainer.run(sink: Nowhere(), warnings: Nowhere()) }
  }

  private struct Normalized: TrainableModel {
    var network: some Network {
      Normalize()
      Flatten()
      SoftmaxClassifier()
    }
  }

  @Test func statisticsAreThoseOfTheTrainingSet() throws {
    let digits = try smallDigits(training: 60, validation: 20, test: 20)
    let program = try ModelProgram(
      Normalized(), dataset: digits, options: TrainingOptions(batchSize: 20))
    #expect(program.warnings.isEmpty)
    let statistics = program.expressions.statistics
    #expect(statistics.map(\.name) == ["normalize1.mean", "normalize1.deviation"])
    let values = digits.training.values.floats.map { Double($0) }
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    let found = statistics.map { Double($0.value.scalars[0]) }
    #expect(abs(found[0] - mean) < 1e-6)
    #expect(abs(found[1] - variance.squareRoot()) < 1e-6)
  }

  private struct Line: TrainableModel {
    var network: some Network {
      Normalize()
      LinearRegression()
    }
  }

  /// The error of a model of numbers is the mean of the squared differences over all examples, the
  /// last minibatch included, whether functions have the data or are handed it.
  @Test(arguments: [false, true]) func numbersAreLearnt(shuffles: Bool) throws {
    func examples(_ numbers: Range<Int>) -> LabeledExamples {
      LabeledExamples(
        values: .floats(numbers.flatMap { [Float($0), Float($0 % 7)] }),
        numbers: numbers.map { 3 * Float($0) - Float($0 % 7) + 5 })
    }
    let dataset = try Dataset(
      name: "line", exampleShape: [2], target: .numbers(["y"]), training: examples(0..<40),
      validation: examples(40..<53), test: examples(53..<60))
    let options = TrainingOptions(
      epochs: 1, batchSize: shuffles ? 10 : 5, optimizer: SGD(learningRate: 0.1),
      shuffles: shuffles)
    let program = try ModelProgram(Line(), dataset: dataset, options: options)
    var compiled = try program.compile(options: .testing())
    let batches = program.batches
    for epoch in 1...60 {
      compiled.startEpoch(epoch)
      for minibatch in 0..<batches.training { _ = try compiled.trainStep(minibatch: minibatch) }
    }
    let errors = try (0..<batches.validation.count).map(compiled.validationError)
    #expect(errors.allSatisfy { $0 < 0.01 }, "\(errors)")
    // Parameters of 0 predict the mean of the training set.
    for parameter in program.expressions.parameters {
      try parameter.set(NDArray(repeating: 0, shape: parameter.value.shape))
    }
    guard case .numbers(let expected) = dataset.validation.targets else { return }
    let sum = try (0..<batches.validation.count).reduce(0.0) { sum, minibatch in
      let images = Double(batches.validation.examples(in: minibatch))
      return try sum + compiled.validationError(minibatch: minibatch) * images
    }
    let mean = program.expressions.statistics.first { $0.name == "linearRegression1.mean" }
    let predicted = Double(mean?.value.scalars[0] ?? .nan)
    let squares = expected.reduce(0.0) { $0 + (Double($1) - predicted) * (Double($1) - predicted) }
    #expect(abs(sum / squares - 1) < 1e-5)
  }
}
