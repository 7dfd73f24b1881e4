import Foundation
import TestSupport
import Testing

@testable import Training

/// A loop that goes on from a checkpoint.
@Suite struct ResumptionTests {
  private static let loop = try? TrainingLoop(
    trainingBatches: 4, validationBatches: 1, testBatches: 1, epochs: 5,
    earlyStopping: .init(patience: 12, patienceIncrease: 2, improvementThreshold: 0.9))

  /// Steps whose costs and errors follow from how many there were, and that keep checkpoints.
  private struct CountedSteps: TrainingSteps {
    var iteration = 0
    var checkpoints: [TrainingState] = []
    var calls: [String] = []

    mutating func startEpoch(_ epoch: Int) { calls.append("epoch \(epoch)") }
    mutating func trainStep(minibatch: Int) -> Double {
      iteration += 1
      calls.append("step \(minibatch)")
      return 1 / Double(iteration)
    }
    func validationError(minibatch: Int) -> Double { iteration == 12 ? 0.9 : 1 / Double(iteration) }
    func testError(minibatch: Int) -> Double { 2 / Double(iteration) }
    mutating func keepBest() { calls.append("best") }
    mutating func saveCheckpoint(_ state: TrainingState) { checkpoints.append(state) }
  }

  /// An event without its time.
  private func timeless(_ event: TrainingEvent) -> String {
    "\(event)".replacing(/TrainingTiming\([^)]*\)|seconds: [0-9.e-]+/, with: "")
  }

  @Test func everyCheckpointLeadsToTheSameEnd() throws {
    let loop = try #require(Self.loop)
    var whole = CountedSteps()
    let observer = RecordingObserver()
    var schedule = CheckpointSchedule()
    // A checkpoint after each step.
    schedule.longestSeconds = 0
    schedule.secondsBeforeValidation = 0
    let result = try loop.run(&whole, observers: [observer], checkpoints: schedule)
    #expect(whole.checkpoints.map(\.iterations) == Array(1...result.iterations))
    for state in whole.checkpoints {
      var steps = CountedSteps(iteration: state.iterations)
      let resumed = RecordingObserver()
      // As it is after it was written and read.
      let metadata = state.metadata(minibatches: 4)
      let read = try #require(TrainingState(metadata: metadata))
      #expect(read == state)
      let end = try loop.run(&steps, from: read, observers: [resumed], checkpoints: schedule)
      #expect(end.best == result.best)
      #expect(end.patience == result.patience)
      #expect(end.outcome == result.outcome)
      #expect(steps.checkpoints == Array(whole.checkpoints[state.iterations...]))
      let events = resumed.events.dropFirst().map(timeless)
      #expect(events == observer.events.suffix(events.count).map(timeless))
      #expect(resumed.events.first == .started(after: state.iterations))
      if let first = steps.calls.first, state.iterations < result.iterations {
        #expect(first == "epoch \(state.iterations / 4 + 1)")
      }
    }
  }

  @Test func metadataThatIsNoStateIsRefused() throws {
    var state = TrainingState(patience: 100)
    state.iterations = 7
    state.cost = EpochCost(sum: .infinity, count: 3)
    let metadata = state.metadata(minibatches: 4)
    #expect(metadata["epoch"] == "2")
    #expect(TrainingState(metadata: metadata) == state)
    for key in ["step", "patience", "epoch_cost_sum", "epoch_steps"] {
      for value in [nil, "", "x", "-1x"] as [String?] {
        var damaged = metadata
        damaged[key] = value
        #expect(TrainingState(metadata: damaged) == nil, "\(key) \(value ?? "nil")")
      }
    }
    let best = metadata.merging([
      "best_step": "5", "best_validation_error": "0.5", "best_test_error": "0.25",
    ]) { $1 }
    #expect(TrainingState(metadata: best)?.best?.testError == 0.25)
    for (key, value) in [
      ("step", "-3"), ("epoch_steps", "8"), ("epoch_steps", "9223372036854775807"),
      ("epoch_steps", "-1"), ("epoch_cost_sum", "nan"), ("best_step", "8"), ("best_step", "x"),
      ("best_validation_error", "nan"), ("best_validation_error", "-1"),
      ("best_validation_error", "inf"), ("best_test_error", "nan"), ("best_test_error", "x"),
    ] {
      #expect(
        TrainingState(metadata: best.merging([key: value]) { $1 }) == nil, "\(key) \(value)")
    }
  }

  @Test func checkpointsAreDueAfterValidationsAndFromTimeToTime() {
    let schedule = CheckpointSchedule()
    #expect(!schedule.isDue(after: 0.5, isValidated: true))
    #expect(schedule.isDue(after: 1, isValidated: true))
    #expect(!schedule.isDue(after: 59, isValidated: false))
    #expect(schedule.isDue(after: 60, isValidated: false))
    schedule.request.raise()
    #expect(schedule.isDue(after: 0, isValidated: false))
    #expect(schedule.request.lower())
    #expect(!schedule.request.lower())
  }

  /// The log of a run that was killed keeps what the checkpoint knows.
  @Test func theLogGoesOnAfterTheCheckpoint() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/log.jsonl"
      let loop = try #require(Self.loop)
      var whole = CountedSteps()
      var schedule = CheckpointSchedule()
      schedule.longestSeconds = 0
      schedule.secondsBeforeValidation = 0
      let clock = ManualClock()
      _ = try loop.run(
        &whole, observers: [JSONLinesLog(path: path)], checkpoints: schedule, clock: clock)
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
      for cut in ["", "{\"event\":\"val"] {
        let text = lines.map { "\($0)\n" }.joined() + cut
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let state = whole.checkpoints[5]
        var steps = CountedSteps(iteration: 6)
        _ = try loop.run(
          &steps, from: state, observers: [JSONLinesLog(path: path)], clock: clock)
        let found = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        #expect(found.count == lines.count + 1)
        #expect(found[3] == #"{"event":"resume","iteration":6,"seconds":0}"#)
        #expect(Array(found[..<3] + found[4...]) == lines)
      }
    }
  }
}
