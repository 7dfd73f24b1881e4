import Croton
import Diagnostics
import Foundation

/// What tuning has found, as a person reads it.
package enum TuningText {
  /// A table for each function, and how often the cost model was right.
  package static func text(_ report: TuningReport) -> String {
    let (count, total) = report.modelRight
    let right =
      total == 0
      ? "There is one way to compute each function: nothing was chosen."
      : "The cost model had chosen the fastest way \(count) times of \(total)."
    return (report.functions.map(text) + [right]).joined(separator: "\n\n")
  }

  private static func text(_ function: TuningReport.Function) -> String {
    let times =
      function.isTuned
      ? "\(number(function.modelMilliseconds)) ms by the cost model, "
        + "\(number(function.tunedMilliseconds)) ms tuned"
      : "\(number(function.modelMilliseconds)) ms by the cost model, whose choices are kept"
    guard !function.choices.isEmpty else { return "\(function.name)  \(times)" }
    let rows = function.choices.flatMap { choice in
      choice.ways.enumerated().map { place, way in
        [
          place == 0 ? choice.kernel : "", way.name, String(format: "%.0f", way.cycles),
          number(way.milliseconds),
          (place == 0 ? "model's" : "")
            + (way == choice.fastest ? place == 0 ? ", fastest" : "fastest" : ""),
        ]
      }
    }
    return "\(function.name)  \(times)\n"
      + TextTable.text([["kernel", "way", "cycles", "ms", ""]] + rows, left: [0, 1, 4])
  }

  private static func number(_ value: Double) -> String {
    String(format: value < 10 ? "%.3f" : "%.1f", value)
  }
}
