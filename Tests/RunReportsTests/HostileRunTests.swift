import CommandLineTestSupport
import Foundation
import TestSupport
import Testing

@testable import RunReports
@testable import Training

import NeuralNetworks

/// Folders of runs with numbers that no run writes: they are reported and resumed, or refused in
/// words.
struct HostileRunTests {
  private struct Classifier: TrainableModel {
    static let name = "classifier"

    var network: some Network {
      Flatten()
      SoftmaxClassifier()
    }
  }

  /// Steps that take no time, for the loop alone.
  private struct NoSteps: TrainingSteps {
    func trainStep(minibatch: Int) -> Double { 1 }
    func validationError(minibatch: Int) -> Double { 0.5 }
    func testError(minibatch: Int) -> Double { 0.5 }
    func keepBest() {}
  }

  /// A run of two epochs, and its report.
  private func withRun(_ body: (RunReport) throws -> Void) throws {
    try withDigitsFolder { folder in
      var trainer = Trainer(
        model: Classifier(), data: .path("\(folder)/digits"),
        options: TrainingOptions(epochs: 2, batchSize: 5))
      trainer.isQuiet = true
      trainer.runFolder = RunFolder(path: "\(folder)/run")
      try trainer.run(sink: Nowhere(), warnings: Nowhere())
      try body(
        RunReport(
          of: RunFolder(path: "\(folder)/run"), model: Classifier(), data: trainer.data,
          options: trainer.options))
    }
  }

  /// The page of a run whose log is read again.
  private func page(_ report: RunReport) throws -> (html: String, notes: [String]) {
    var skipped: [TrainingError] = []
    let curve = try LearningCurve(of: report.folder) { skipped.append($0) }
    _ = curve.csv
    _ = TrialResult(of: report.folder)
    let report = RunReport(
      folder: report.folder, configuration: try RunConfiguration(of: report.folder), curve: curve,
      skippedLines: skipped, measure: report.measure, summary: report.summary,
      kernels: report.kernels, results: report.results)
    return (try report.page(), report.notes)
  }

  private static let validation =
    #"{"event":"validation","epoch":1,"iteration":10,"error":0.5,"training_cost":1,"seconds":1}"#

  @Test(arguments: [
    (#""seconds":1"#, #""seconds":1e300"#, #"no run has this "seconds""#),
    (#""seconds":1"#, #""seconds":-1"#, #"no run has this "seconds""#),
    (#""epoch":1"#, #""epoch":-1"#, #"no run has this "epoch""#),
    (#""iteration":10"#, #""iteration":-10"#, #"no run has this "iteration""#),
    (#""error":0.5"#, #""error":-0.5"#, #"no run has this "error""#),
    (#""error":0.5"#, #""error":1e300"#, nil),
    (#""error":0.5"#, #""error":5e-324"#, nil),
    (#""training_cost":1"#, #""training_cost":-1e308"#, nil),
    (#""iteration":10"#, #""iteration":9223372036854775807"#, nil),
    (
      #""error":0.5"#, #""error":NaN"#,
      "expected a JSON object of an event, as 'train' writes it"
    ),
  ])
  func aLineWithANumberThatNoRunHas(place: String, number: String, defect: String?) throws {
    try withRun { report in
      let path = report.folder.logPath
      let log = try String(contentsOfFile: path, encoding: .utf8)
      let count = log.split(separator: "\n").count
      let line = Self.validation.replacing(place, with: number)
      try (log + line + "\n").write(toFile: path, atomically: true, encoding: .utf8)
      let (html, notes) = try page(report)
      #expect(
        notes == (defect.map { ["'\(path)', line \(count + 1): \($0); the line is skipped"] } ?? [])
      )
      #expect(!html.contains(">nan<") && !html.contains(">inf<"))
      for end in [#""seconds":1e300"#, #""seconds":1,"train_ms_per_step":-1"#] {
        try (log + "{\"event\":\"end\",\(end)}\n")
          .write(toFile: path, atomically: true, encoding: .utf8)
        #expect(try page(report).notes.count == 1)
      }
    }
  }

  private static let numbers = [
    "-1", "0", "1", "9223372036854775807", "-9223372036854775808", "1e308", "-1e308", "1e999",
    "5e-324", "NaN", "nan", "inf", "null", "\"x\"", "[]", "",
  ]

  @Test func mutatedRunsDoNotTrap() throws {
    var generator = SeededGenerator.announced()
    try withRun { report in
      let folder = report.folder
      let log = try String(contentsOfFile: folder.logPath, encoding: .utf8)
      let configuration = try String(contentsOfFile: folder.configurationPath, encoding: .utf8)
      let metadata = try CheckpointFile(path: folder.lastPath).metadata
      var (states, pages) = (0, 0)
      for _ in 0..<300 {
        try mutated(log, &generator).write(
          toFile: folder.logPath, atomically: true, encoding: .utf8)
        if Int.random(in: 0..<4, using: &generator) == 0 {
          try mutated(configuration, &generator).write(
            toFile: folder.configurationPath, atomically: true, encoding: .utf8)
        } else {
          try configuration.write(
            toFile: folder.configurationPath, atomically: true, encoding: .utf8)
        }
        do {
          _ = try page(report)
          pages += 1
        } catch {
          #expect(error is TrainingError || error is RunError, "\(error)")
        }
        var changed = metadata
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          let key = metadata.keys.sorted().randomElement(using: &generator)
          if let key { changed[key] = Self.numbers.randomElement(using: &generator) }
        }
        guard let state = TrainingState(metadata: changed) else { continue }
        states += 1
        for epochs in [2, Int.max / 10] {
          let loop = try TrainingLoop(
            trainingBatches: 10, validationBatches: 1, testBatches: 1, epochs: epochs,
            earlyStopping: .init(patience: 4))
          var (steps, count) = (NoSteps(), 0)
          let observers: [any TrainingObserver] = [
            try JSONLinesLog(path: folder.logPath),
            PlainReporter(measure: .errorRate, sink: Nowhere()),
          ]
          _ = try loop.run(
            &steps, from: state, observers: observers,
            isStopped: {
              count += 1
              return count > 25
            })
        }
      }
      #expect(states > 50 && pages > 150)
    }
  }

  /// A text with another number in some places, or another byte.
  private func mutated(_ text: String, _ generator: inout SeededGenerator) -> String {
    var text = text
    for _ in 0..<Int.random(in: 1...3, using: &generator) {
      if Int.random(in: 0..<5, using: &generator) == 0 {
        var bytes = Array(text.utf8)
        let index = bytes.indices.randomElement(using: &generator) ?? 0
        bytes[index] = UInt8.random(in: 0...127, using: &generator)
        text = String(decoding: bytes, as: UTF8.self)
      } else if let range = text.ranges(of: /-?\d+(\.\d+)?/).randomElement(using: &generator),
        let number = Self.numbers.randomElement(using: &generator)
      {
        text.replaceSubrange(range, with: number)
      }
    }
    return text
  }
}
