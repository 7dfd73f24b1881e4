import Foundation
import Testing
@testable import Training

@Suite struct JSONLinesLogTests {
  private func loop() throws -> TrainingLoop {
    try TrainingLoop(trainingBatches: 4, validationBatches: 1, testBatches: 1, epochs: 2)
  }

  private func steps(_ clock: ManualClock) -> ScriptedSteps {
    var steps = ScriptedSteps(validationCounts: [[9], [8]], testCounts: [[7]], batchSize: 100)
    steps.clock = clock
    return steps
  }

  private func contents(_ path: String) throws -> String {
    try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func aRun() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.jsonl"
      let log = try JSONLinesLog(
        path: path,
        settings: [
          "model": "lenet/\"5\"", "seed": 23455, "batch_size": 500, "learning_rate": 0.1,
          "epochs": 2, "kernels": [20, 50], "threads": Int?.none,
        ])
      let clock = ManualClock()
      var steps = steps(clock)
      _ = try loop().run(&steps, observers: [log], clock: clock)
      #expect(
        try contents(path) == #"""
          {"event":"start","model":"lenet/\"5\"","seed":23455,"batch_size":500,"learning_rate":0.1,"epochs":2,"kernels":[20,50],"threads":null}
          {"event":"validation","epoch":1,"minibatch":4,"iteration":4,"error":0.09,"training_cost":0.5208333333333333,"seconds":0.08}
          {"event":"test","epoch":1,"minibatch":4,"iteration":4,"error":0.07,"seconds":0.08}
          {"event":"validation","epoch":2,"minibatch":4,"iteration":8,"error":0.08,"training_cost":0.15863095238095237,"seconds":0.16}
          {"event":"test","epoch":2,"minibatch":4,"iteration":8,"error":0.07,"seconds":0.16}
          {"event":"end","best_validation":0.08,"best_iteration":8,"test":0.07,"seconds":0.16,"train_ms_per_step":20}

          """#)
    }
  }

  @Test func anInterruptedRunBeforeItsFirstValidation() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.jsonl"
      let clock = ManualClock()
      var steps = steps(clock)
      let interrupt = RequestFlag()
      interrupt.raise()
      let log = try JSONLinesLog(path: path)
      _ = try loop().run(&steps, observers: [log], interrupt: interrupt, clock: clock)
      #expect(
        try contents(path) == """
          {"event":"start"}
          {"event":"end","best_validation":null,"best_iteration":null,"test":null,\
          "seconds":0,"train_ms_per_step":0,"interrupted":true}

          """)
    }
  }

  @Test func everyLineIsThereAsSoonAsItIsWritten() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.jsonl"
      var steps = steps(ManualClock())
      var lengths: [Int] = []
      steps.beforeStep = { _ in
        lengths.append(
          try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").count)
      }
      let log = try JSONLinesLog(path: path)
      _ = try loop().run(&steps, observers: [log])
      #expect(lengths == [1, 1, 1, 1, 3, 3, 3, 3])
    }
  }

  @Test func aNewRunReplacesTheFileWhenItBegins() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.jsonl"
      let old = String(repeating: "old\n", count: 1000)
      try old.write(toFile: path, atomically: false, encoding: .utf8)
      let log = try JSONLinesLog(path: path)
      #expect(try contents(path) == old)
      try log.observe(.started(after: 0))
      #expect(try contents(path) == "{\"event\":\"start\"}\n")
    }
  }

  /// Another observer fails as the run begins, before or after the log has begun.
  @Test(arguments: [0, 7], [true, false])
  func linesOfAnEarlierRunStay(iterations: Int, logIsFirst: Bool) throws {
    final class Failing: TrainingObserver {
      struct Failure: Error {}
      func observe(_ event: TrainingEvent) throws { throw Failure() }
    }
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.jsonl"
      let old = """
        {"event":"start"}
        {"event":"validation","iteration":7,"error":0.5,"seconds":2}

        """
      try old.write(toFile: path, atomically: false, encoding: .utf8)
      var steps = steps(ManualClock())
      let log = try JSONLinesLog(path: path)
      var state = TrainingState(patience: 10)
      state.iterations = iterations
      #expect(throws: Failing.Failure.self) {
        try loop().run(
          &steps, from: state, observers: logIsFirst ? [log, Failing()] : [Failing(), log])
      }
      let found = try contents(path)
      if !logIsFirst {
        #expect(found == old)
      } else if iterations == 0 {
        #expect(found.hasPrefix("{\"event\":\"start\"}\n{\"event\":\"end\","))
      } else {
        #expect(found.hasPrefix("\(old){\"event\":\"resume\",\"iteration\":7,"))
      }
    }
  }

  @Test func aRunThatDoesNotBeginLeavesNothing() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.jsonl"
      do {
        let log = try JSONLinesLog(path: path)
        #expect(try contents(path) == "")
        withExtendedLifetime(log) {}
      }
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }

  /// The sum of finite costs may be infinite.
  @Test func aMeanCostThatIsInfiniteIsNull() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.jsonl"
      var steps = steps(ManualClock())
      steps.cost = { $0 < 3 ? .greatestFiniteMagnitude : 1 }
      _ = try loop().run(&steps, observers: [JSONLinesLog(path: path)])
      let validations = try contents(path).split(separator: "\n")
        .filter { $0.contains("\"validation\"") }
      #expect(validations.count == 2)
      #expect(validations.first?.contains("\"training_cost\":null,") == true)
      #expect(validations.last?.contains("\"training_cost\":1,") == true)
    }
  }

  @Test func refusesAFileItCannotMake() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/missing/run.jsonl"
      let error = #expect(throws: TrainingError.self) { try JSONLinesLog(path: path) }
      #expect(error?.description == "cannot create '\(path)': No such file or directory")
    }
  }

  #if os(Linux)
    @Test func aFullDiskStopsTheRun() throws {
      let log = try JSONLinesLog(path: "/dev/full")
      var steps = steps(ManualClock())
      let error = #expect(throws: TrainingError.self) {
        try loop().run(&steps, observers: [log])
      }
      #expect(error?.description == "cannot write '/dev/full': No space left on device")
    }
  #endif

  @Test func refusesSettingsThatWouldNotBeRead() throws {
    try withTemporaryDirectory { directory in
      let path = "\(directory)/run.jsonl"
      let twice = #expect(throws: TrainingError.self) {
        try JSONLinesLog(path: path, settings: ["seed": 1, "seed": 2])
      }
      #expect(
        twice?.description == "the log setting \"seed\" is given twice or is the name of the event")
      #expect(throws: TrainingError.duplicateLogSetting("event")) {
        try JSONLinesLog(path: path, settings: ["event": "begin"])
      }
      let infinite = #expect(throws: TrainingError.self) {
        try JSONLinesLog(path: path, settings: ["learning_rate": Double.infinity])
      }
      #expect(
        infinite?.description
          == "the log setting \"learning_rate\" has a value that JSON cannot express")
      #expect(!FileManager.default.fileExists(atPath: path))
    }
  }
}
