import Croton
import Diagnostics
import Foundation

/// The text and the JSON of `predict`.
enum PredictionText {
  /// A line for each file: label, class name and probability, or the predicted numbers.
  static func text(
    _ files: [String], _ predictions: [Prediction], classNames: [String]
  ) -> String {
    let rows = zip(files, predictions).map { file, prediction in
      switch prediction {
      case .label(let label, let probabilities):
        [
          file, "\(label)", name(label, classNames),
          String(format: "%.2f %%", Double(probabilities[label]) * 100),
        ]
      case .numbers(let numbers):
        [file] + numbers.map { String(format: "%.6g", Double($0)) }
      }
    }
    return TextTable.text(rows, left: [0, 2])
  }

  static func json(
    _ files: [String], _ predictions: [Prediction], classNames: [String]
  ) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let entries = zip(files, predictions).map { Entry($0, $1, classNames) }
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

    enum CodingKeys: String, CodingKey {
      case file, name, probability, probabilities, numbers
      case label = "class"
    }

    init(_ file: String, _ prediction: Prediction, _ names: [String]) {
      self.file = file
      switch prediction {
      case .label(let label, let probabilities):
        self.label = label
        name = PredictionText.name(label, names)
        probability = probabilities[label]
        self.probabilities = probabilities
      case .numbers(let numbers):
        self.numbers = numbers
      }
    }
  }
}
