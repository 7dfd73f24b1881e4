import Foundation
import ReportTemplates
import Training

/// The report about a sweep as the values of the page's template.
struct SweepPage {
  let report: SweepReport

  /// The most values of an option that are named.
  private static let mostNamedValues = 8

  var values: SweepPageValues {
    SweepPageValues(
      title: "\(model): report of a sweep", style: ReportTemplate.style,
      version: CrotonVersion.text, model: model,
      options: plan.options.formatted(.list(type: .and).locale(Locale(identifier: "en_GB"))),
      folder: report.folder.path, highlights: highlights, plot: SweepPlot(report: report)?.values,
      columns: ["validation \(report.measure.name)", "test \(report.measure.name)"]
        + plan.options + ["time"],
      trials: report.outcomes.map(row) + open.map(openRow),
      failures: failures.isEmpty ? [] : [failures], variations: variations, settings: settings)
  }

  private var model: String { report.contents.model }
  private var plan: SweepPlan { report.contents.plan }
  private var finished: [TrialResult] { report.outcomes.compactMap(\.result) }

  /// The trials that have not come to their end.
  private var open: [Int] {
    let ended = Set(report.outcomes.map(\.trial))
    return plan.trials.indices.filter { !ended.contains($0) }
  }

  private var highlights: [PageValues.Fact] {
    var facts: [PageValues.Fact] = []
    if let best = report.outcomes.first, let error = best.result?.validationError {
      facts.append(
        .init(name: "Best validation \(report.measure.name)", value: report.measure.text(error)))
      if let test = best.result?.testError {
        facts.append(
          .init(name: "Its test \(report.measure.name)", value: report.measure.text(test)))
      }
      facts.append(.init(name: "Best trial", value: "\(best.trial + 1)"))
    }
    facts.append(
      .init(
        name: "Trials finished",
        value: "\(PageText.count(finished.count)) of \(PageText.count(plan.trials.count))"))
    let failed = report.outcomes.count - finished.count
    if failed > 0 { facts.append(.init(name: "Failed", value: PageText.count(failed))) }
    if !finished.isEmpty {
      let seconds = finished.reduce(0) { $0 + $1.seconds }
      facts.append(.init(name: "Training time in all", value: PageText.duration(seconds)))
    }
    return facts
  }

  // MARK: Trials

  private func row(_ outcome: SweepRunner.Outcome) -> SweepPageValues.Trial {
    let result = outcome.result
    return SweepPageValues.Trial(
      number: "\(outcome.trial + 1)", link: link(to: outcome.trial),
      isBest: outcome.trial == report.outcomes.first?.trial && result?.validationError != nil,
      cells: [
        result == nil ? "failed" : error(result?.validationError), error(result?.testError),
      ] + plan.trials[outcome.trial] + [result.map { PageText.duration($0.seconds) } ?? "–"])
  }

  private func openRow(_ trial: Int) -> SweepPageValues.Trial {
    SweepPageValues.Trial(
      number: "\(trial + 1)", link: link(to: trial), isBest: false,
      cells: ["not finished", "–"] + plan.trials[trial] + ["–"])
  }

  private func error(_ value: Double?) -> String { value.map(report.measure.text) ?? "–" }

  /// The report of a trial's run or its folder, seen from the folder of the sweep; `nil` for a
  /// trial that has not begun.
  private func link(to trial: Int) -> String? {
    let run = report.folder.run(of: trial)
    let paths = [run.reportPath, run.path]
    return paths.first(where: FileManager.default.fileExists).map { path in
      path.dropFirst(report.folder.path.count + 1) + (path == run.path ? "/" : "")
    }
  }

  private var failures: [PageValues.Fact] {
    report.outcomes.compactMap { outcome in
      outcome.failure.map { .init(name: "Trial \(outcome.trial + 1)", value: $0) }
    }
  }

  // MARK: Options

  private var variations: [PageValues.Fact] {
    plan.options.enumerated().map { index, option in
      let words = plan.trials.map { $0[index] }
      return .init(name: option, value: text(ofValues: words))
    }
  }

  /// The values of an option: all of them if there are few, and their range if they are numbers.
  private func text(ofValues words: [String]) -> String {
    var different: [String] = []
    var known: Set<String> = []
    for word in words where known.insert(word).inserted { different.append(word) }
    if different.count <= Self.mostNamedValues { return different.joined(separator: ", ") }
    let numbers = different.compactMap { word in Double(word).map { (number: $0, word: word) } }
    guard numbers.count == different.count, let least = numbers.min(by: { $0.number < $1.number }),
      let greatest = numbers.max(by: { $0.number < $1.number })
    else {
      return different.prefix(Self.mostNamedValues).joined(separator: ", ")
        + " and \(different.count - Self.mostNamedValues) others"
    }
    return "\(different.count) values from \(least.word) to \(greatest.word)"
  }

  /// What all trials have in common.
  private var settings: [PageValues.Fact] {
    let configuration = report.outcomes.lazy.compactMap { outcome in
      try? RunConfiguration(of: report.folder.run(of: outcome.trial)).settings
    }.first
    let arguments = report.contents.arguments
    return [.init(name: "Model", value: model)]
      + (configuration.map([PageValues.Fact].init(dataOf:)) ?? [])
      + [
        .init(
          name: "Options of all trials",
          value: arguments.isEmpty ? "the model's own" : PageText.command(arguments))
      ]
  }
}
