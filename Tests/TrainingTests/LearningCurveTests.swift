import Foundation
import Testing

@testable import Training

struct LearningCurveTests {
  private let log = """
    {"event":"start","model":"mlp","training_examples":50,"batch_size":10}
    {"event":"validation","epoch":1,"minibatch":5,"iteration":5,"error":0.09,"training_cost":0.5,"seconds":0.1}
    {"event":"test","epoch":1,"minibatch":5,"iteration":5,"error":0.08,"seconds":0.1}
    {"event":"resume","iteration":5,"seconds":0.1}
    {"event":"validation","epoch":2,"minibatch":2,"iteration":7,"error":0.09,"training_cost":null,"seconds":0.2}

    """

  private func curve(_ text: String) throws -> LearningCurve {
    try LearningCurve(log: Array(text.utf8), path: "run.jsonl")
  }

  @Test func measurementsOverEpochs() throws {
    let curve = try curve(log)
    #expect(curve.validations.map(\.epoch) == [1, 1.4])
    #expect(curve.validations.map(\.iteration) == [5, 7])
    #expect(curve.validations.map(\.trainingCost) == [0.5, nil])
    #expect(curve.validations.map(\.seconds) == [0.1, 0.2])
    #expect(curve.tests.map(\.error) == [0.08])
    // The first of equal errors is the best one.
    #expect(curve.best?.iteration == 5)
    #expect(curve.end == nil)
  }

  @Test func theEnd() throws {
    let end = """
      {"event":"end","best_validation":0.09,"seconds":3.5,"train_ms_per_step":20,"interrupted":true}

      """
    #expect(
      try curve(log + end).end
        == LearningCurve.End(
          seconds: 3.5, millisecondsPerStep: 20, isInterrupted: true, failure: nil))
  }

  @Test func halfALineDoesNotCount() throws {
    for half in [#"{"event":"validation","epoch":3,"minib"#, "{", #"{"event":"end","seconds":3"#] {
      #expect(try curve(log + half) == curve(log))
    }
    #expect(try curve("").best == nil)
    // A whole line counts, with a line break after it or without.
    #expect(try curve(String(log.dropLast())) == curve(log))
  }

  @Test func linesOfOtherVersionsArePassedOver() throws {
    let lines =
      #"{"event":"pause","iteration":"seven"}"# + "\n\n" + #"{"event":"sleep","x":[1]}"# + "\n"
    #expect(throws: TrainingError.self) { try curve(log + lines) }
    #expect(try curve(log + #"{"event":"sleep","x":[1]}"# + "\n\n") == curve(log))
  }

  @Test(arguments: [
    ("not JSON", "expected a JSON object of an event, as 'train' writes it"),
    ("[]", "expected a JSON object of an event, as 'train' writes it"),
    (#"{"epoch":3}"#, "expected a JSON object of an event, as 'train' writes it"),
    (
      #"{"event":"test","epoch":2,"iteration":"7","error":0.1,"seconds":1}"#,
      "expected a JSON object of an event, as 'train' writes it"
    ),
    (
      #"{"event":"validation","epoch":2,"iteration":7,"error":0.1}"#,
      "expected the numbers 'epoch', 'iteration', 'error' and 'seconds' of the validation"
    ),
    (
      #"{"event":"test","epoch":2,"iteration":7,"seconds":0.1}"#,
      "expected the numbers 'epoch', 'iteration', 'error' and 'seconds' of the test"
    ),
  ])
  func damagedLinesAreNamed(line: String, message: String) throws {
    for rest in ["", log] {
      let error = #expect(throws: TrainingError.self) { try curve(log + "\(line)\n" + rest) }
      #expect(error?.description == "'run.jsonl', line 6: \(message)")
    }
  }

  @Test func damagedLinesAreSkippedIfSoAsked() throws {
    var skipped: [String] = []
    let lines = ["\u{0}\u{0}", #"{"event":"test","epoch":1}"#]
    let damaged = "{\n" + log + lines.map { "\($0)\n" }.joined() + #"{"event":"valid"#
    let found = try LearningCurve(log: Array(damaged.utf8), path: "run.jsonl") {
      skipped.append("\($0)")
    }
    #expect(found == (try curve(log)))
    #expect(
      skipped == [
        "'run.jsonl', line 1: expected a JSON object of an event, as 'train' writes it",
        "'run.jsonl', line 7: expected a JSON object of an event, as 'train' writes it",
        "'run.jsonl', line 8: expected the numbers 'epoch', 'iteration', 'error' and 'seconds' of the test",
      ])
  }

  @Test func aLogThatCannotBeRead() throws {
    try withTemporaryDirectory { folder in
      let error = #expect(throws: TrainingError.self) { try LearningCurve(path: "\(folder)/none") }
      #expect(error?.description == "cannot read '\(folder)/none': No such file or directory")
      let folderError = #expect(throws: TrainingError.self) { try LearningCurve(path: folder) }
      #expect(folderError?.description == "cannot read '\(folder)': Is a directory")
      // A run that was killed before its first line.
      let empty = try LearningCurve(of: RunFolder(path: folder))
      #expect(empty.validations.isEmpty)
    }
  }

  @Test func asCSV() throws {
    #expect(
      try curve(log).csv == """
        epoch,iteration,loss,validation_error,test_error,seconds
        1.0,5,0.5,0.09,0.08,0.1
        1.4,7,,0.09,,0.2

        """)
    #expect(try curve("").csv == "epoch,iteration,loss,validation_error,test_error,seconds\n")
  }
}
