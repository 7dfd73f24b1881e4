import Datasets
import Diagnostics
import Files
import Foundation
import GraphIR

extension ModelDescription {
  /// Checks that a run which began with data of this description goes on with data of the same.
  ///
  /// What the file of an earlier version does not tell is not compared, nor is a label column that
  /// no option has named: another one makes other features.
  ///
  /// - Parameter path: the folder of the run.
  /// - Throws: `RunError.otherSetting`.
  func check(goesOnAs now: ModelDescription, path: String) throws {
    func check(_ name: String, _ earlier: String?, _ now: String?) throws {
      guard let earlier, earlier != now else { return }
      throw RunError.otherSetting(path: path, name: name, value: earlier, given: now ?? "none")
    }
    try check("the split", split?.summary, now.split?.summary)
    if now.label != nil {
      try check("the label column", label?.shownQuoted, now.label?.shownQuoted)
    }
    try check("the ignored columns", Self.list(ignored), Self.list(now.ignored))
    try check("examples of shape", "\(Shape(exampleShape))", "\(Shape(now.exampleShape))")
    try check("values of type", element?.rawValue, now.element?.rawValue)
    if let columns = features?.columns {
      let others = now.features?.columns ?? []
      for place in 0..<max(columns.count, others.count) {
        try check(
          "the feature \(place + 1)", columns.dropFirst(place).first?.summary ?? "none",
          others.dropFirst(place).first?.summary ?? "none")
      }
    }
    guard target != now.target else { return }
    // The summary of many names does not have them all.
    for (place, names) in zip(target.names, now.target.names).enumerated() {
      try check("the target \(place + 1)", names.0.shownQuoted, names.1.shownQuoted)
    }
    try check("the targets", target.summary, now.target.summary)
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.map(\.shownQuoted).joined(separator: ", ")
  }
}

extension Dataset.Target {
  /// The names of the classes or of the numbers.
  fileprivate var names: [String] {
    switch self {
    case .classes(let names), .numbers(let names): names
    }
  }
}

extension DatasetSplit {
  /// The split in a few words. A file may have moved to another folder.
  fileprivate var summary: String {
    let words =
      switch method {
      case .source: validation.map { "with \($0) for validation" } ?? "of the source"
      case .testAsValidation: "with the test set for validation"
      case .fractions(let training, let validation, let test): "\(training),\(validation),\(test)"
      case .file(let path): "'\(URL(fileURLWithPath: path).lastPathComponent.shownAsPath)'"
      }
    return seed == 0 ? words : "\(words) with seed \(seed)"
  }
}
