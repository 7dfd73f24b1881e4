import Croton
import Synchronization
import Testing

/// A trainer in a program: data in memory, callbacks, a stop condition.
@Suite struct TrainerTests {
  private final class Recorder: Sendable {
    let lines = Mutex<[String]>([])
    func add(_ line: String) { lines.withLock { $0.append(line) } }
    var all: [String] { lines.withLock { $0 } }
  }

  private struct NoOutput: ConsoleSink {
    var terminalColumns: Int? { nil }
    func write(_ text: String) {}
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
    let result = try trainer.run(sink: NoOutput(), warnings: NoOutput())
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
    let result = try trainer.run(sink: NoOutput(), warnings: NoOutput())
    #expect(result.outcome == .conditionMet)
    #expect(result.epochs == 3)
    #expect(result.best != nil)
  }

  @Test func anErrorOfACallbackEndsTheRun() throws {
    struct Enough: Error {}
    var trainer = try trainer(epochs: 50)
    trainer.callbacks.afterStep = { position, _ in if position.iteration == 4 { throw Enough() } }
    #expect(throws: Enough.self) { try trainer.run(sink: NoOutput(), warnings: NoOutput()) }
  }
}
