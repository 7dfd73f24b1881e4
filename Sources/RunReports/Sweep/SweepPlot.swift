import Training

/// The trials of a sweep as parallel coordinates: an axis for each option, and the last for the
/// validation error.
struct SweepPlot {
  let values: SweepPageValues.Plot

  /// The plot; `nil` before the first result.
  init?(report: SweepReport) {
    let (plan, measure) = (report.contents.plan, report.measure)
    guard let best = report.outcomes.first, let least = best.result?.validationError else {
      return nil
    }
    let errors = report.outcomes.map { $0.result?.validationError }
    let greatest = errors.compactMap { $0 }.max() ?? least
    let name = "validation \(measure.name)"
    let scale = measure == .errorRate ? 100.0 : 1
    let axes =
      plan.options.enumerated().map { index, option in
        CoordinateAxis(name: option, words: report.outcomes.map { plan.trials[$0.trial][index] })
      } + [
        CoordinateAxis(
          name: name + (measure == .errorRate ? " (%)" : ""),
          numbers: errors.map { $0.map { $0 * scale } })
      ]
    func options(_ trial: Int) -> String {
      zip(plan.options, plan.trials[trial]).map { "\($0) \($1)" }.joined(separator: ", ")
    }
    let plot = ParallelCoordinates(
      axes: axes,
      tips: report.outcomes.map { outcome in
        let result = outcome.result?.validationError.map { "\(name) \(measure.text($0))" }
        return "trial \(outcome.trial + 1): \(options(outcome.trial)): "
          + (result ?? (outcome.result == nil ? "failed" : "no validation"))
      },
      summary: "The best of \(errors.count) trials is trial \(best.trial + 1) with "
        + "\(options(best.trial)): \(name) \(measure.text(least)). "
        + "The worst has \(measure.text(greatest)).")
    let missing = errors.filter { $0 == nil }.count
    values = SweepPageValues.Plot(
      measure: name, bestText: "trial \(best.trial + 1), the best: \(measure.text(least))",
      scale: least < greatest
        ? .init(low: measure.text(least), high: measure.text(greatest)) : nil,
      failedText: missing > 0 ? "without a result: \(missing)" : nil,
      charts: ParallelCoordinatesFrame.Form.allCases.map(plot.values))
  }
}
