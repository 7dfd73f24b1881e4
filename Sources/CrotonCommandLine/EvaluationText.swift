import Croton
import Diagnostics
import Foundation

/// The text and the JSON of `evaluate`.
enum EvaluationText {
  /// The largest number of classes whose confusion matrix fits a terminal.
  private static let mostColumns = 20
  private static let longestName = 20

  static func text(_ evaluation: Evaluation, _ set: ExampleSet) -> String {
    switch evaluation {
    case .classification(let result): text(result, set)
    case .regression(let result): text(result, set)
    }
  }

  private static func text(_ result: ClassificationResult, _ set: ExampleSet) -> String {
    let names = result.classNames.map(shortened)
    var lines = [
      "\(set.rawValue) set: \(result.count) examples, \(result.wrong) wrong, "
        + "error \(percent(result.error))"
    ]
    if let topFiveError = result.topFiveError {
      lines.append("top-5 error \(percent(topFiveError))")
    }
    let classes = names.indices.map { label in
      [
        names[label], "\(result.count(ofClass: label))", percent(1 - result.recall(ofClass: label)),
        percent(result.precision(ofClass: label)), percent(result.recall(ofClass: label)),
      ]
    }
    lines += [
      "",
      TextTable.text([["class", "examples", "error", "precision", "recall"]] + classes, left: [0]),
    ]
    if names.count <= mostColumns {
      let rows = zip(names, result.confusion).map { name, row in [name] + row.map(String.init) }
      lines += [
        "", "confusion matrix (rows: true class, columns: predicted class)",
        TextTable.text([[""] + names] + rows, left: [0]),
      ]
    }
    return lines.joined(separator: "\n")
  }

  private static func text(_ result: RegressionResult, _ set: ExampleSet) -> String {
    let rows = result.names.indices.map { column in
      [
        result.names[column], number(result.meanSquaredErrors[column]),
        number(result.meanSquaredErrors[column].squareRoot()),
        number(result.meanAbsoluteErrors[column]),
        result.r2[column].map(number) ?? "-",
      ]
    }
    let head = ["", "MSE", "RMSE", "MAE", "R2"]
    return """
      \(set.rawValue) set: \(result.count) examples, mean squared error \
      \(number(result.meanSquaredError))

      \(TextTable.text([head] + rows, left: [0]))
      """
  }

  /// A name that fits a column.
  private static func shortened(_ name: String) -> String {
    name.count > longestName ? "\(name.prefix(longestName - 1))…" : name
  }

  private static func percent(_ fraction: Double) -> String {
    fraction.isNaN ? "-" : String(format: "%.2f %%", fraction * 100)
  }

  private static func number(_ value: Double) -> String { String(format: "%.6g", value) }

  // MARK: JSON

  static func json(_ evaluation: Evaluation, _ set: ExampleSet) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let data =
      switch evaluation {
      case .classification(let result):
        try encoder.encode(Classification(result, set: set.rawValue))
      case .regression(let result): try encoder.encode(Regression(result, set: set.rawValue))
      }
    return String(decoding: data, as: UTF8.self)
  }

  private struct Classification: Encodable {
    let set: String
    let examples: Int
    let wrong: Int
    let error: Double
    let topFiveError: Double?
    let classes: [String]
    let precision: [Double?]
    let recall: [Double?]
    let confusionMatrix: [[Int]]

    enum CodingKeys: String, CodingKey {
      case set, examples, wrong, error, classes, precision, recall
      case topFiveError = "top5_error"
      case confusionMatrix = "confusion_matrix"
    }

    init(_ result: ClassificationResult, set: String) {
      self.set = set
      examples = result.count
      wrong = result.wrong
      error = result.error
      topFiveError = result.topFiveError
      classes = result.classNames
      // JSON has no NaN: null where a class has no examples, or no predictions.
      func finite(_ value: Double) -> Double? { value.isFinite ? value : nil }
      precision = result.classNames.indices.map { finite(result.precision(ofClass: $0)) }
      recall = result.classNames.indices.map { finite(result.recall(ofClass: $0)) }
      confusionMatrix = result.confusion
    }
  }

  private struct Regression: Encodable {
    let set: String
    let examples: Int
    let names: [String]
    let meanSquaredErrors: [Double]
    let rootMeanSquaredErrors: [Double]
    let meanAbsoluteErrors: [Double]
    let r2: [Double?]

    enum CodingKeys: String, CodingKey {
      case set, examples, names, r2
      case meanSquaredErrors = "mean_squared_errors"
      case rootMeanSquaredErrors = "root_mean_squared_errors"
      case meanAbsoluteErrors = "mean_absolute_errors"
    }

    init(_ result: RegressionResult, set: String) {
      self.set = set
      examples = result.count
      names = result.names
      meanSquaredErrors = result.meanSquaredErrors
      rootMeanSquaredErrors = result.meanSquaredErrors.map { $0.squareRoot() }
      meanAbsoluteErrors = result.meanAbsoluteErrors
      r2 = result.r2
    }
  }
}
