import Croton
import Foundation

/// The results of a sweep as text.
struct SweepText {
  private let plan: SweepPlan
  private let measure: Measure

  init(_ plan: SweepPlan, task: LearningTask) {
    self.plan = plan
    measure = task == .classification ? .errorRate : .meanSquaredError
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

  /// A table of all trials, the best first.
  func table(_ outcomes: [SweepRunner.Outcome], in folder: SweepFolder) -> String {
    let sorted = outcomes.sorted { left, right in
      let (first, second) = (key(left), key(right))
      return first == second ? left.trial < right.trial : first < second
    }
    let head =
      ["trial"] + plan.options + ["validation \(measure.name)", "test \(measure.name)", "time"]
    let rows = sorted.map { outcome in
      ["\(outcome.trial + 1)"] + plan.trials[outcome.trial]
        + [
          outcome.result.map { error($0.validationError) } ?? "failed",
          error(outcome.result?.testError), outcome.result.map(seconds) ?? "-",
        ]
    }
    let best = sorted.first.flatMap { $0.result == nil ? nil : $0.trial }
    let end = best.map { "\n\nthe best run is in '\(folder.run(of: $0).path)'" } ?? ""
    return TextTable.text([head] + rows) + end
  }

  /// What trials are sorted by; those without a validation come last.
  private func key(_ outcome: SweepRunner.Outcome) -> Double {
    outcome.result?.validationError ?? .infinity
  }

  private func error(_ value: Double?) -> String { value.map(measure.text) ?? "-" }

  private func seconds(_ result: TrialResult) -> String {
    String(format: "%.1f s", result.seconds)
  }
}
