import Models
import NeuralNetworks
import Training

extension VectorForm {
  /// Early stopping, the lines that the tutorials print, and their settings.
  static let trainingLoop = VectorForm(
    fileName: "training_loop.json",
    marks: ["mean_rounding", "formats", "defaults", "cases/valid_error_totals"],
    remarks: ["split"]
  ) { file in
    let content = try file.decode(as: TrainingLoopFile.self)
    return content.cases.vectorCases { trace in
      [VectorCase(trace.name, check: trace.difference)]
    } + content.mean_rounding.vectorCases(\.vectorCases) + content.formatCases
      + content.settingCases
  }
}

private struct TrainingLoopFile: Decodable {
  let cases: Section<TrainingTrace>?
  let mean_rounding: Attempt<MeanRounding>?
  let formats: NamedSection<[String]>?
  let defaults: NamedSection<TutorialSettings>?

  /// Every format against the lines that a run of its script prints.
  var formatCases: [VectorCase] {
    formats.vectorCases { script, formats in
      formats.enumerated().map { number, format in
        let name = "formats \(script) \(number)"
        guard let script = TutorialScript(rawValue: script) else {
          return VectorCase(name, skipped: "there is no script '\(script)'")
        }
        return VectorCase(name, check: { try script.difference(fromFormat: format) })
      }
    }
  }

  var settingCases: [VectorCase] {
    defaults.vectorCases { script, settings in
      let name = "defaults \(script)"
      guard let script = TutorialScript(rawValue: script) else {
        return [VectorCase(name, skipped: "there is no model for '\(script)'")]
      }
      return [VectorCase(name, check: { settings.difference(from: script.model) })]
    }
  }
}

/// The errors of minibatches, spread in two ways, whose means differ in the last bit.
private struct MeanRounding: Decodable {
  let what: String?
  let counts_a: [Int]
  let counts_b: [Int]
  let mean_a: Double
  let mean_b: Double

  var vectorCases: [VectorCase] {
    let size = what.flatMap { number(after: "batches of ", in: $0) } ?? 500
    return [("mean_a", counts_a, mean_a), ("mean_b", counts_b, mean_b)].map {
      name, counts, expected in
      VectorCase(
        "mean_rounding \(name)",
        check: {
          difference(pairwiseMean(of: counts.map { Double($0) / size }), expected)
        })
    }
  }
}

/// The settings of a tutorial's script.
private struct TutorialSettings: Decodable {
  let lr: Double
  let n_epochs: Int
  let batch: Int
  let patience: Int
  let seed: Int?
  let nkerns: [Int]?
  let n_hidden: Int?
  let L1: Double?
  let L2: Double?
  let batches: [Int]

  func difference(from model: TutorialModel) -> String? {
    let found = model.settings
    let sizes = [50_000, 10_000, 10_000].map { $0 / found.batchSize }
    return Conformance.difference(found.optimizer.learningRate, LearningRate(lr))
      ?? Conformance.difference(found.epochs, n_epochs)
      ?? Conformance.difference(found.batchSize, batch)
      ?? Conformance.difference(found.earlyStopping.patience, patience)
      ?? seed.flatMap { Conformance.difference(found.seed, $0) }
      ?? nkerns.flatMap { Conformance.difference(model.filters, $0) }
      ?? n_hidden.flatMap { Conformance.difference(model.hidden, $0) }
      ?? L1.flatMap { Conformance.difference(found.l1, $0) }
      ?? L2.flatMap { Conformance.difference(found.l2, $0) }
      ?? Conformance.difference(sizes, batches)
  }
}

/// A model with the settings that it has where the user says nothing.
private struct TutorialModel: Sendable {
  let settings: TrainingOptions
  var filters: [Int] = []
  var hidden = 0
}

/// The scripts of the tutorials, by the names that the files have for them.
private enum TutorialScript: String {
  case lenet, logistic_sgd, mlp

  var model: TutorialModel {
    switch self {
    case .lenet:
      let filters = LeNet5().filters
      return TutorialModel(settings: LeNet5.defaults, filters: [filters.0, filters.1])
    case .logistic_sgd: return TutorialModel(settings: SoftmaxRegression.defaults)
    case .mlp:
      return TutorialModel(
        settings: MultilayerPerceptron.defaults, hidden: MultilayerPerceptron().hidden)
    }
  }

  private var wording: TutorialWording {
    switch self {
    case .lenet: .lenet
    case .logistic_sgd: .logisticRegression
    case .mlp: .multilayerPerceptron
    }
  }

  /// A format of C, perhaps behind `stderr: ` or the name of a function that prints it, or before a
  /// remark in brackets, in a run's lines.
  func difference(fromFormat format: String) throws -> String? {
    let isError = format.hasPrefix("stderr: ")
    let text = format.replacing(#/^(stderr|\w+\(\)): /#, with: "")
    let pattern = try Regex(regularExpression(text))
    let program = String(text.split(separator: " ").first { $0.hasSuffix(".py") } ?? "")
    let lines =
      isError
      ? [wording.runTimeLine(program: program, seconds: 100)] : try printedLines()
    return lines.contains { $0.wholeMatch(of: pattern) != nil }
      ? nil : "got no line of the form '\(format)' among \(lines)"
  }

  private func printedLines() throws -> [String] {
    let sink = LineSink()
    let reporter = ConsoleReporter(wording: wording, sink: sink)
    for stage in [TutorialWording.Stage.loadingData, .buildingModel, .training] {
      try reporter.announce(stage)
    }
    var steps = ConstantSteps()
    _ = try TrainingLoop(trainingBatches: 2, validationBatches: 1, testBatches: 1, epochs: 1)
      .run(&steps, observers: [reporter])
    let zeros = [Prediction](repeating: .label(0, probabilities: []), count: 10)
    return sink.lines + wording.predictionLines(zeros)
  }

  private func regularExpression(_ format: String) -> String {
    var format = format
    if let remark = format.range(of: "  (") { format.removeSubrange(remark.lowerBound...) }
    let escaped = format.replacing(#/[.*+?^${}()|\[\]\\@]/#) { "\\" + String($0.output) }
    return escaped.replacing(#/%(\\\.(?<digits>\d))?(?<kind>[dif%])/#) { match in
      switch match.output.kind {
      case "%": "%"
      case "f": "-?\\d+\\.\\d{\(match.output.digits ?? "6")}"
      default: "-?\\d+"
      }
    }
  }
}

/// A network whose errors never change.
private struct ConstantSteps: TrainingSteps {
  func trainStep(minibatch: Int) -> Double { 1 }
  func validationError(minibatch: Int) -> Double { 0.5 }
  func testError(minibatch: Int) -> Double { 0.5 }
  func keepBest() {}
}

/// The number that follows some words in a text.
func number(after words: String, in text: String) -> Double? {
  guard let range = text.range(of: words) else { return nil }
  let digits = text[range.upperBound...].prefix { $0.isNumber || ".-e".contains($0) }
  // A full stop at the end belongs to the sentence.
  return Double(digits) ?? Double(digits.dropLast())
}
