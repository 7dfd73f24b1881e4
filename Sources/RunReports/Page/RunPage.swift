import Foundation
import ReportTemplates
import Training

extension RunReport {
  /// The report as one HTML page that needs nothing else: no script, no other file, no network.
  ///
  /// - Throws: `ImageError` for a picture that cannot be written as PNG.
  public func page() throws -> String {
    try ReportTemplate.report.page(RunPage(report: self).values())
  }
}

/// A report as the values of the page's template.
struct RunPage {
  let report: RunReport

  func values() throws -> PageValues {
    let results = report.results
    let misclassifications = try (results?.misclassifications ?? []).map(misclassification)
    let charts = CurveCharts(report.curve, measure: report.measure).values
    return PageValues(
      title: "\(report.configuration.model): report of a training run",
      style: ReportTemplate.style, model: report.configuration.model,
      started: report.configuration.started, startedText: startedText, folder: report.folder.path,
      version: CrotonVersion.text, outcome: outcome, notes: report.notes, highlights: highlights,
      curves: charts.isEmpty ? [] : [charts],
      confusion: classification.flatMap(ConfusionTable.init)?.values,
      classes: classification.map(classTable), targets: regression.map(targetTable),
      misclassifications: misclassifications.isEmpty ? [] : [misclassifications],
      convolution: try results?.convolution.map(convolution), network: network,
      isOfLayers: isOfLayers, kernels: kernels, memory: memory, time: time, settings: settings,
      machine: machine, command: command)
  }

  private var classification: ClassificationResult? {
    if case .classification(let result) = report.results?.evaluation { result } else { nil }
  }

  private var regression: RegressionResult? {
    if case .regression(let result) = report.results?.evaluation { result } else { nil }
  }

  private var classNames: [String] { classification?.classNames ?? [] }

  /// When the run began: `2026-01-31 17:45:00 UTC`.
  private var startedText: String {
    report.configuration.started.replacing("T", with: " ").replacing("Z", with: " UTC")
  }

  /// How the run ended, unless it came to its end.
  private var outcome: String? {
    guard let end = report.curve.end else { return "not finished" }
    if let failure = end.failure { return "failed: \(failure)" }
    return end.isInterrupted ? "interrupted" : nil
  }

  /// The word for the error in a small space.
  private var measure: String { report.measure == .errorRate ? "error" : "MSE" }

  private var highlights: [PageValues.Fact] {
    var facts: [PageValues.Fact] = []
    if let error = report.results?.evaluation.error {
      facts.append(.init(name: "Test \(measure)", value: report.measure.text(error)))
    }
    if let best = report.curve.best {
      facts.append(
        .init(
          name: "Validation \(measure)", value: report.measure.text(best.error)))
      facts.append(.init(name: "Best epoch", value: PageText.epoch(best.epoch)))
    }
    if let last = report.curve.validations.last {
      facts.append(.init(name: "Epochs", value: PageText.epoch(last.epoch)))
    }
    if let end = report.curve.end {
      facts.append(.init(name: "Training time", value: PageText.duration(end.seconds)))
    }
    facts.append(
      .init(name: "Parameters", value: PageText.count(report.summary.parameters)))
    return facts
  }

  // MARK: Results

  private func classTable(_ result: ClassificationResult) -> PageValues.Table {
    PageValues.Table(
      columns: ["examples", "error", "precision", "recall"],
      rows: result.classNames.indices.map { label in
        PageValues.Table.Row(
          head: result.classNames[label],
          cells: [
            PageText.count(result.count(ofClass: label)),
            PageText.percent(1 - result.recall(ofClass: label)),
            PageText.percent(result.precision(ofClass: label)),
            PageText.percent(result.recall(ofClass: label)),
          ])
      })
  }

  private func targetTable(_ result: RegressionResult) -> PageValues.Table {
    PageValues.Table(
      columns: ["MSE", "RMSE", "MAE", "R²"],
      rows: result.names.indices.map { column in
        let squared = result.meanSquaredErrors[column]
        return PageValues.Table.Row(
          head: result.names[column],
          cells: [squared, squared.squareRoot(), result.meanAbsoluteErrors[column]]
            .map(PageText.number) + [result.r2[column].map(PageText.number) ?? "–"])
      })
  }

  private func misclassification(_ misclassification: RunReport.Misclassification) throws
    -> PageValues.Misclassification
  {
    let (expected, predicted) = (
      classNames[misclassification.expected], classNames[misclassification.predicted]
    )
    return PageValues.Misclassification(
      picture: try .init(
        misclassification.image, alt: "test example \(misclassification.example), a \(expected)",
        size: 84),
      expected: expected, predicted: predicted,
      probability: PageText.percent(misclassification.probability))
  }

  private func convolution(_ pictures: ConvolutionPictures) throws -> PageValues.Convolution {
    let shown = pictures.filters.count
    let filters = try zip(pictures.filters, pictures.maps).enumerated().map { index, pair in
      PageValues.Convolution.Filter(
        number: index + 1, filter: try .init(pair.0, alt: "filter \(index + 1)", size: 72),
        map: try .init(pair.1, alt: "feature map \(index + 1)", size: 72))
    }
    return PageValues.Convolution(
      parameter: pictures.name,
      shown: shown == pictures.count
        ? "The \(shown) filters" : "The first \(shown) of the \(pictures.count) filters",
      inputPicture: try pictures.input.map {
        [try .init($0, alt: "the first test image", size: 84)]
      } ?? [], filters: filters)
  }
}
