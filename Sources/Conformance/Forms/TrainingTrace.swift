import GraphPasses
import Training

/// A run of the tutorials' loop with given errors: what it decides and what it prints.
struct TrainingTrace: Decodable, Sendable {
  private struct Expected: Decodable, Sendable {
    let validation_frequency: Int
    let last_epoch: Int
    let last_iter: Int
    let train_calls: Int
    let validations: Int
    let final_patience: Int
    let done_looping: Bool
    let best_validation_loss: Double
    let best_iter_plus_1: Int
    let test_score: Double
    /// The last validations: the iteration, counted from 0, and the patience after it.
    let patience_log: [[Int]]
    let stdout: [String]
  }

  let name: String
  private let n_train_batches: Int
  private let n_epochs: Int
  private let patience: Int
  private let valid_batches: Int
  private let batch_size: Int
  private let valid_error_totals: [Int]
  private let test_error_totals: [Int]
  private let expect: Expected

  private enum CodingKeys: CodingKey {
    case name, n_train_batches, n_epochs, patience, valid_batches, batch_size, valid_error_totals
    case test_error_totals, expect
  }

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    n_train_batches = try container.decode(Int.self, forKey: .n_train_batches)
    n_epochs = try container.decode(Int.self, forKey: .n_epochs)
    patience = try container.decode(Int.self, forKey: .patience)
    valid_batches = try container.decode(Int.self, forKey: .valid_batches)
    batch_size = try container.decode(Int.self, forKey: .batch_size)
    valid_error_totals = try container.decode([Int].self, forKey: .valid_error_totals)
    test_error_totals = try container.decode([Int].self, forKey: .test_error_totals)
    expect = try container.decode(Expected.self, forKey: .expect)
    for (key, totals) in [
      (CodingKeys.valid_error_totals, valid_error_totals),
      (.test_error_totals, test_error_totals),
    ] where totals.isEmpty {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: container, debugDescription: "is empty; the last total is to repeat")
    }
  }

  /// What goes otherwise than the trace says, or `nil`.
  func difference() throws -> String? {
    let loop = try TrainingLoop(
      trainingBatches: n_train_batches, validationBatches: EvaluationBatches(valid_batches),
      testBatches: EvaluationBatches(valid_batches), epochs: n_epochs,
      earlyStopping: EarlyStopping.Settings(patience: patience))
    var steps = ScriptedSteps(
      validationErrors: valid_error_totals.map(errors), testErrors: test_error_totals.map(errors))
    let log = PatienceLog(loop.earlyStopping)
    let sink = LineSink()
    let result = try loop.run(
      &steps, observers: [ConsoleReporter(wording: wording, sink: sink), log])
    let outcome: TrainingResult.Outcome =
      expect.done_looping ? .patienceExhausted : .epochsCompleted
    let numbers: [(String, Double, Double)] = [
      (
        "validation_frequency", Double(loop.earlyStopping.validationFrequency),
        Double(expect.validation_frequency)
      ),
      ("last_epoch", Double(result.epochs), Double(expect.last_epoch)),
      ("last_iter", Double(result.iterations - 1), Double(expect.last_iter)),
      ("train_calls", Double(steps.trainCalls), Double(expect.train_calls)),
      ("validations", Double(steps.validations), Double(expect.validations)),
      ("final_patience", Double(result.patience), Double(expect.final_patience)),
      (
        "best_validation_loss", result.best?.validationError ?? .infinity,
        expect.best_validation_loss
      ),
      ("best_iter_plus_1", Double(result.best?.iteration ?? 0), Double(expect.best_iter_plus_1)),
      ("test_score", result.best?.testError ?? 0, expect.test_score),
    ]
    for (name, found, expected) in numbers where found != expected {
      return "got \(name) \(found), expected \(expected)"
    }
    return Conformance.difference(result.outcome, outcome)
      ?? Conformance.difference(
        Array(log.entries.suffix(expect.patience_log.count)), expect.patience_log)
      ?? difference(ofLines: sink.lines)
  }

  /// The script whose lines the trace has: only the LeNet tells its iterations.
  private var wording: TutorialWording {
    if expect.stdout.contains(where: { $0.hasPrefix("training @ iter") }) { return .lenet }
    let isPerceptron = expect.stdout.contains { $0.hasPrefix("Optimization complete. Best") }
    return isPerceptron ? .multilayerPerceptron : .logisticRegression
  }

  /// Lines up to `...` and from there on; a trace without its last message ends before it.
  private func difference(ofLines found: [String]) -> String? {
    var found = found
    var expected = expect.stdout
    if !expected.contains(where: { $0.hasPrefix("Optimization complete") }) {
      found = Array(found.prefix { !$0.hasPrefix("Optimization complete") })
    }
    if let gap = expected.firstIndex(of: "...") {
      let ending = expected.count - gap - 1
      expected.remove(at: gap)
      guard found.count >= expected.count else { return "got only \(found.count) lines" }
      found = Array(found.prefix(gap) + found.suffix(ending))
    }
    for (found, expected) in zip(found, expected) where found != expected {
      return "got the line '\(found)', expected '\(expected)'"
    }
    return found.count == expected.count
      ? nil : "got \(found.count) lines, expected \(expected.count)"
  }

  /// The wrong answers of all minibatches, as fractions: one more in the first few than in the
  /// rest.
  private func errors(total: Int) -> [Double] {
    let (quotient, remainder) = total.quotientAndRemainder(dividingBy: valid_batches)
    return (0..<valid_batches).map { batch in
      Double(batch < remainder ? quotient + 1 : quotient) / Double(batch_size)
    }
  }
}

/// A network that computes nothing: its errors are given, its calls are counted.
private struct ScriptedSteps: TrainingSteps {
  /// The errors of each validation and of the test that may follow it, by minibatch; the last ones
  /// repeat.
  let validationErrors: [[Double]]
  let testErrors: [[Double]]
  private(set) var trainCalls = 0
  private(set) var validations = 0

  init(validationErrors: [[Double]], testErrors: [[Double]]) {
    self.validationErrors = validationErrors
    self.testErrors = testErrors
  }

  mutating func trainStep(minibatch: Int) -> Double {
    trainCalls += 1
    return 1
  }

  mutating func validationError(minibatch: Int) -> Double {
    if minibatch == 0 { validations += 1 }
    return validationErrors[min(validations, validationErrors.count) - 1][minibatch]
  }

  /// A test belongs to the validation before it: one that does not take place skips its total.
  func testError(minibatch: Int) -> Double {
    testErrors[min(validations, testErrors.count) - 1][minibatch]
  }

  mutating func keepBest() {}
}

/// The patience after each validation, as early stopping alone decides it.
private final class PatienceLog: TrainingObserver {
  private var stopping: EarlyStopping
  private(set) var entries: [[Int]] = []

  init(_ stopping: EarlyStopping) { self.stopping = stopping }

  func observe(_ event: TrainingEvent) {
    guard case .validation(let position, _, let error, _) = event else { return }
    _ = stopping.record(validationError: error, iteration: position.iteration)
    entries.append([position.iteration - 1, stopping.patience])
  }
}

/// A console that keeps its lines.
final class LineSink: ConsoleSink {
  let terminalColumns: Int? = nil
  private var text = ""

  func write(_ text: String) { self.text += text }

  var lines: [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().map(String.init)
  }
}
