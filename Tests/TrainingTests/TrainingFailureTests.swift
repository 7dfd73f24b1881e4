import Foundation
import Testing

@testable import Training

/// What ends a run early, and that nothing is lost by it.
@Suite struct TrainingFailureTests {
  private func loop() throws -> TrainingLoop {
    try TrainingLoop(trainingBatches: 4, validationBatches: 1, testBatches: 1)
  }

  private let steps = ScriptedSteps(
    validationCounts: [[5]], testCounts: [[6]], batchSize: 100)

  @Test func aCostThatIsNotANumber() throws {
    var steps = steps
    steps.cost = { $0 == 6 ? .nan : 1 }
    let sink = RecordingSink()
    let observer = RecordingObserver()
    let error = #expect(throws: TrainingError.self) {
      try loop().run(&steps, observers: [ConsoleReporter(sink: sink), observer])
    }
    let message =
      "training diverged in epoch 2, step 7: the cost is nan; a smaller learning rate may help"
    #expect(error?.description == message)
    #expect(steps.kept == [4])
    guard case .failed(let result, let reason) = observer.events.last else {
      Issue.record("the observers do not know that the run failed")
      return
    }
    #expect(reason == message)
    #expect(result.outcome == .failed)
    #expect(result.iterations == 7)
    #expect(result.best == .init(validationError: 0.05, iteration: 4, testError: 0.06))
    #expect(sink.screen.hasSuffix("test error of best model 6.000000 %\n"))
  }

  @Test func anInfiniteCost() throws {
    var steps = steps
    steps.cost = { $0 == 1 ? .infinity : 1 }
    let error = #expect(throws: TrainingError.self) { try loop().run(&steps) }
    #expect(
      error?.description
        == "training diverged in epoch 1, step 2: the cost is inf; a smaller learning rate may help"
    )
    #expect(error?.isDivergence == true)
  }

  /// The last step before a validation or a checkpoint leaves parameters that no cost has shown.
  @Test func parametersThatAreNotFiniteAreNotKept() throws {
    struct Steps: TrainingSteps {
      var trained = 0
      var kept: [Int] = []
      var saved: [Int] = []
      mutating func trainStep(minibatch: Int) -> Double {
        trained += 1
        return 1
      }
      func validationError(minibatch: Int) -> Double { 1 / Double(trained) }
      func testError(minibatch: Int) -> Double { 0.5 }
      func nonFiniteParameter() -> (name: String, value: Float)? {
        trained == 8 ? ("W", .infinity) : nil
      }
      mutating func keepBest() { kept.append(trained) }
      mutating func saveCheckpoint(_ state: TrainingState) { saved.append(trained) }
    }
    var steps = Steps()
    let observer = RecordingObserver()
    let error = #expect(throws: TrainingError.self) {
      try loop().run(&steps, observers: [observer])
    }
    #expect(
      error?.description
        == "training diverged in epoch 2, step 8: the parameter \"W\" has the value inf; a smaller learning rate "
        + "may help")
    #expect(error?.isDivergence == true)
    #expect(steps.kept == [4])
    #expect(!steps.saved.contains(8))
    guard case .failed(let result, _) = observer.events.last else {
      Issue.record("the observers do not know that the run failed")
      return
    }
    #expect(result.best == .init(validationError: 0.25, iteration: 4, testError: 0.5))
  }

  @Test func anErrorThatIsNotFinite() throws {
    var steps = steps
    steps.batchSize = 0
    let validation = #expect(throws: TrainingError.self) { try loop().run(&steps) }
    #expect(
      validation?.description
        == "training diverged in epoch 1, step 4: the validation error is inf; a smaller learning rate "
        + "may help")
    #expect(steps.kept.isEmpty)
  }

  @Test func aTestErrorThatIsNotANumberComesAfterTheParametersAreKept() throws {
    struct Steps: TrainingSteps {
      var isKept = false
      func trainStep(minibatch: Int) -> Double { 1 }
      func validationError(minibatch: Int) -> Double { 0.1 }
      func testError(minibatch: Int) -> Double { .nan }
      mutating func keepBest() { isKept = true }
    }
    var steps = Steps()
    let error = #expect(throws: TrainingError.self) { try loop().run(&steps) }
    #expect(
      error?.description
        == "training diverged in epoch 1, step 4: the test error is nan; a smaller learning rate may "
        + "help")
    #expect(steps.isKept)
  }

  @Test func anErrorOfTheStepsIsHandedOnAndLogged() throws {
    struct Broken: Error, CustomStringConvertible { let description = "out of order" }
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.jsonl"
      var steps = steps
      steps.beforeStep = { if $0 == 2 { throw Broken() } }
      let clock = ManualClock()
      steps.clock = clock
      let log = try JSONLinesLog(path: path)
      #expect(throws: Broken.self) {
        try loop().run(&steps, observers: [log], clock: clock)
      }
      #expect(
        try String(contentsOfFile: path, encoding: .utf8) == """
          {"event":"start"}
          {"event":"end","best_validation":null,"best_iteration":null,"test":null,\
          "seconds":0.04,"train_ms_per_step":20,"failed":"out of order"}

          """)
    }
  }
}
