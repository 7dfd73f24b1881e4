import ReportTemplates
import Training

/// What is known about a sweep so far: what varies, and what the trials led to.
///
///     let report = try SweepReport(
///       of: folder, contents, outcomes: outcomes, measure: .errorRate)
///     try report.page().write(toFile: "sweep.html", atomically: true, encoding: .utf8)
public struct SweepReport: Sendable {
  /// The folder of the sweep.
  public let folder: SweepFolder
  /// The model, the options and the trials.
  public let contents: SweepFolder.Contents
  /// The trials that have come to their end, the best first.
  public let outcomes: [SweepRunner.Outcome]
  /// The measure of the errors.
  public let measure: Measure

  /// A report about the trials that have come to their end.
  public init(
    of folder: SweepFolder, _ contents: SweepFolder.Contents, outcomes: [SweepRunner.Outcome],
    measure: Measure
  ) {
    self.folder = folder
    self.contents = contents
    self.outcomes = SweepRunner.Outcome.bestFirst(outcomes)
    self.measure = measure
  }

  /// The report as one HTML page that needs nothing else: no script, no other file, no network.
  ///
  /// - Throws: the template engine's error where a template is malformed.
  public func page() throws -> String {
    try ReportTemplate.sweep.page(SweepPage(report: self).values)
  }
}
