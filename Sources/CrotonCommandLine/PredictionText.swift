import Croton
import Diagnostics
import Foundation

/// The text and the JSON of `predict`.
enum PredictionText {
  /// A line for each file: label, class name and probability, or the predicted numbers. If the
  /// targets are known, the true class follows where another is predicted, and true numbers always.
  static func text(
    _ files: [String], _ predictions: [Prediction], classNames: [String],
    targets: LabeledExamples.Targets? = nil
  ) -> String {
    func text(_ number: Float) -> String { String(format: "%.6g", Double(number)) }
    let rows = zip(files, predictions).enumerated().map { index, example in
      let (file, prediction) = example
      switch prediction {
      case .label(let label, let probabilities):
        let truth = targets?.label(of: index)
        return [
          file, "\(label)", name(label, classNames),
          String(format: "%.2f %%", Double(probabilities[label]) * 100),
          truth.map { $0 == label ? "" : "true: \(name($0, classNames))" } ?? "",
        ]
      case .numbers(let numbers):
        let truth = targets?.numbers(of: index, count: numbers.count)
        return [file] + numbers.map(text)
          + (truth.map { ["true: " + $0.map(text).joined(separator: ", ")] } ?? [])
      }
    }
    return TextTable.text(rows, left: [0, 2, 4])
  }

  static func json(
    _ files: [String], _ predictions: [Prediction], classNames: [String],
    targets: LabeledExamples.Targets? = nil
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let entries = zip(files, predictions).enumerated().map { index, example in
      Entry(example.0, example.1, classNames, targets, index)
    }
    return String(decoding: try encoder.encode(["predictions": entries]), as: UTF8.self)
  }

  private static func name(_ label: Int, _ names: [String]) -> String {
    names.indices.contains(label) ? names[label] : "\(label)"
  }

  private struct Entry: Encodable {
    let file: String
    var label: Int?
    var name: String?
    var probability: Float?
    var probabilities: [Float]?
    var numbers: [Float]?
    var trueLabel: Int?
    var trueName: String?
    var trueNumbers: [Float]?

    enum CodingKeys: String, CodingKey {
      case file, name, probability, probabilities, numbers
      case label = "class"
      case trueLabel = "true_class"
      case trueName = "true_name"
      case trueNumbers = "true_numbers"
    }

    init(
      _ file: String, _ prediction: Prediction, _ names: [String],
      _ targets: LabeledExamples.Targets?, _ index: Int
    ) {
      self.file = file
      switch prediction {
      case .label(let label, let probabilities):
        self.label = label
        name = PredictionText.name(label, names)
        probability = probabilities[label]
        self.probabilities = probabilities
        trueLabel = targets?.label(of: index)
        trueName = trueLabel.map { PredictionText.name($0, names) }
      case .numbers(let numbers):
        self.numbers = numbers
        trueNumbers = targets?.numbers(of: index, count: numbers.count)
      }
    }
  }
}

extension LabeledExamples.Targets {
  /// The label of an example; `nil` if the targets are numbers.
  fileprivate func label(of example: Int) -> Int? {
    guard case .labels(let labels) = self else { return nil }
    return Int(labels[example])
  }

  /// The numbers of an example; `nil` if the targets are classes.
  fileprivate func numbers(of example: Int, count: Int) -> [Float]? {
    guard case .numbers(let numbers) = self else { return nil }
    return Array(numbers[example * count..<(example + 1) * count])
  }
}
