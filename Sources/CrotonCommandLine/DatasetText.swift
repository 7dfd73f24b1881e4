import Croton
import Diagnostics
import Foundation

/// The text of `data show`.
enum DatasetText {
  /// The largest number of rows in a table.
  private static let mostRows = 100

  static func text(of dataset: Dataset, from contents: DatasetContents) throws -> String {
    let statistics = try ValueStatistics(
      of: dataset.training.values, exampleShape: dataset.exampleShape)
    return [
      "\(dataset.name): \(contents.form)\(otherColumns(contents))", examples(dataset), "",
      targets(dataset), "", values(dataset, statistics),
    ].joined(separator: "\n")
  }

  /// The columns of a table that are no features.
  private static func otherColumns(_ contents: DatasetContents) -> String {
    guard let columns = contents.otherColumns else { return "" }
    let ignored =
      (columns.hasRowNumbers ? ["the row numbers"] : []) + columns.ignored.map(\.shownQuoted)
    return ", label column \(columns.label.shownQuoted)"
      + (ignored.isEmpty ? "" : ", without " + ignored.joined(separator: ", "))
  }

  private static func examples(_ dataset: Dataset) -> String {
    let shape = dataset.exampleShape
    let kind =
      shape.count == 3
      ? "images of \(shape[1]) x \(shape[2]) pixels with \(shape[0]) "
        + (shape[0] == 1 ? "channel" : "channels")
      : "examples of \(shape.first ?? 0) features"
    let parts = [dataset.training, dataset.validation, dataset.test].map(\.count)
    return "\(parts.reduce(0, +)) \(kind): \(parts[0]) training, \(parts[1]) validation, "
      + "\(parts[2]) test"
  }

  private static func targets(_ dataset: Dataset) -> String {
    switch dataset.target {
    case .classes(let names):
      let counts = [dataset.training, dataset.validation, dataset.test].map { examples in
        examples.labels.reduce(into: [Int](repeating: 0, count: names.count)) {
          $0[Int($1)] += 1
        }
      }
      let rows = names.indices.map { label in
        let share = Double(counts[0][label]) / Double(max(1, dataset.training.count))
        return [names[label]] + counts.map { "\($0[label])" }
          + [String(format: "%.1f %%", share * 100)]
      }
      let head = ["class", "training", "validation", "test", "share of training"]
      return "\(names.count) \(names.count == 1 ? "class" : "classes")\n" + table(head, rows)
    case .numbers(let names):
      guard case .numbers(let numbers) = dataset.training.targets else { return "" }
      let rows = names.indices.map { column in
        let values = stride(from: column, to: numbers.count, by: names.count).map { numbers[$0] }
        let mean = values.reduce(0) { $0 + Double($1) } / Double(max(1, values.count))
        return [names[column]]
          + [values.min() ?? 0, values.max() ?? 0, Float(mean)].map { number(Double($0)) }
      }
      return "targets of the training set\n" + table(["", "minimum", "maximum", "mean"], rows)
    }
  }

  private static func values(_ dataset: Dataset, _ statistics: ValueStatistics) -> String {
    let isImages = dataset.exampleShape.count == 3
    let names = dataset.features?.valueNames ?? []
    let rows = statistics.mean.indices.map { index in
      [
        isImages ? "\(index)" : name(ofValue: index, names),
        number(Double(statistics.minimum[index])), number(Double(statistics.maximum[index])),
        number(statistics.mean[index]), number(statistics.standardDeviation[index]),
      ]
    }
    let head = [isImages ? "channel" : "feature", "minimum", "maximum", "mean", "deviation"]
    return "values of the training set\n" + table(head, rows)
  }

  private static func name(ofValue index: Int, _ names: [String]) -> String {
    names.indices.contains(index) ? names[index] : "\(index + 1)"
  }

  private static func table(_ head: [String], _ rows: [[String]]) -> String {
    let text = TextTable.text([head] + rows.prefix(mostRows), left: [0])
    return rows.count > mostRows ? text + "\n… and \(rows.count - mostRows) more" : text
  }

  private static func number(_ value: Double) -> String { String(format: "%.4g", value) }
}
