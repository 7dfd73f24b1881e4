import Croton
import TestSupport
import Testing

/// The tutorial's program on real MNIST, compared with a run of the original on its own library.
@Suite struct LearningCurveTests {
  private struct Reference: Decodable {
    struct Epoch: Decodable {
      let epoch: Int
      let validation_error: Double
      let test_error: Double
    }

    let curve: [Epoch]
  }

  private final class Recorder: ConsoleSink {
    var text = ""
    var terminalColumns: Int? { nil }
    func write(_ text: String) { self.text += text }
  }

  /// Same seeds and same data order: errors stay within 0.15 percentage points for four epochs, in a
  /// soak for ten.
  @Test func followsTheOriginal() throws {
    let reference = try Vectors.load("References/lenet-curve.json", as: Reference.self)
    let recorder = Recorder()
    var options = LeNet5.defaults
    let epochs = Soak.isOn ? 10 : 4
    options.epochs = epochs
    let trainer = Trainer(model: LeNet5(), data: .embeddedMNIST, options: options)
    let result = try trainer.run(sink: recorder)
    #expect(result.outcome == .epochsCompleted)
    let errors = recorder.text.split(separator: "\n").compactMap { line -> (Bool, Double)? in
      guard
        let percent = line.wholeMatch(
          of: /.* (validation error|test error of best model) ([0-9.]+) %/)
      else { return nil }
      return Double(percent.2).map { (percent.1 == "validation error", $0 / 100) }
    }
    let validation = errors.filter(\.0).map(\.1)
    let test = errors.filter { !$0.0 }.map(\.1)
    #expect(validation.count == epochs && test.count == epochs)
    for (epoch, (found, expected)) in zip(validation, reference.curve).enumerated() {
      #expect(
        abs(found - expected.validation_error) <= 0.0015, "validation error of epoch \(epoch + 1)")
    }
    for (epoch, (found, expected)) in zip(test, reference.curve).enumerated() {
      #expect(abs(found - expected.test_error) <= 0.0015, "test error of epoch \(epoch + 1)")
    }
  }
}
