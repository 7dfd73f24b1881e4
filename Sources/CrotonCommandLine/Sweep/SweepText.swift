import Croton
import Foundation

/// The results of a sweep as text.
struct SweepText {
  private let plan: SweepPlan
  private let measure: Measure

  init(_ plan: SweepPlan, measure: Measure) {
    self.plan = plan
    self.measure = measure
  }

  /// The line about a trial that has come to its end.
  func line(_ outcome: SweepRunner.Outcome) -> String {
    let values = zip(plan.options, plan.trials[outcome.trial]).map { "\($0) \($1)" }
    let result = outcome.result.map { result in
      "validation \(measure.name) \(error(result.validationError))  \(seconds(result))"
    }
    return
      (["trial \(outcome.trial + 1)/\(plan.trials.count)"] + values
      + [result ?? "failed: \(outcome.failure ?? "")"]).joined(separator: "  ")
  }

  /// A table of the trials of a report, and where the best run and the page are.
  func table(_ report: SweepReport) -> String {
    let head =
      ["trial"] + plan.options + ["validation \(measure.name)", "test \(measure.name)", "time"]
    let rows = report.outcomes.map { outcome in
      ["\(outcome.trial + 1)"] + plan.trials[outcome.trial]
        + [
          outcome.result.map { error($0.validationError) } ?? "failed",
          error(outcome.result?.testError), outcome.result.map(seconds) ?? "-",
        ]
    }
    let best = report.outcomes.first.flatMap { $0.result == nil ? nil : $0.trial }
    let end = best.map { ["the best run is in '\(report.folder.run(of: $0).path)'"] } ?? []
    let paths = end + ["the page about the sweep is '\(report.folder.reportPath)'"]
    return TextTable.text([head] + rows) + "\n\n" + paths.joined(separator: "\n")
  }

  private func error(_ value: Double?) -> String { value.map(measure.text) ?? "-" }

  private func seconds(_ result: TrialResult) -> String {
    String(format: "%.1f s", result.seconds)
  }
}
