import Testing

@testable import RunReports
@testable import Training

struct SweepReportTests {
  private func outcome(_ trial: Int, _ error: Double?) -> SweepRunner.Outcome {
    .init(
      trial: trial,
      result: error.map {
        TrialResult(validationError: $0, testError: nil, iteration: 7, seconds: 1.5)
      },
      failure: error == nil ? "<killed> & gone" : nil)
  }

  private func report(
    _ outcomes: [SweepRunner.Outcome], measure: Measure = .errorRate
  ) throws -> SweepReport {
    let plan = try SweepPlan(
      [SweepVariation(argument: "rate=1..9"), SweepVariation(argument: "label=a <b>,c")],
      trials: 10, seed: 1)
    return SweepReport(
      of: SweepFolder(path: "nowhere"),
      .init(model: "my-net", arguments: ["--data", "two words"], plan: plan),
      outcomes: outcomes, measure: measure)
  }

  @Test func nothingHasFinished() throws {
    let page = try report([]).page()
    #expect(page.contains("<dt>Trials finished</dt><dd>0 of 10</dd>"))
    #expect(page.split(separator: "<td>not finished</td>").count == 11)
    #expect(!page.contains("Parallel coordinates</h2>"))
    #expect(!page.contains("Failed trials</h2>"))
    #expect(!page.contains("<a "))
    #expect(page.contains("<dd>--data &#39;two words&#39;</dd>"))
    #expect(page.contains("<dt>label</dt><dd>"))
    #expect(page.contains("a &lt;b&gt;"))
    #expect(!page.contains("a <b>"))
  }

  @Test func theBestIsFirst() throws {
    let report = try report([outcome(3, 0.5), outcome(0, nil), outcome(7, 0.02), outcome(1, 0.5)])
    #expect(report.outcomes.map(\.trial) == [7, 1, 3, 0])
    let page = try report.page()
    #expect(page.contains("<dt>Best validation error</dt><dd>2.00 %</dd>"))
    #expect(page.contains("<tr class=\"best\"><th scope=\"row\">8</th><td>2.00 %</td><td>–</td>"))
    #expect(page.contains("trial 8, the best: 2.00 %"))
    #expect(page.contains("<dt>Trial 1</dt><dd>&lt;killed&gt; &amp; gone</dd>"))
    #expect(page.contains("without a result: 1"))
  }

  @Test func allHaveFailed() throws {
    let page = try report([outcome(0, nil), outcome(1, nil)]).page()
    #expect(!page.contains("Parallel coordinates</h2>"))
    #expect(page.contains("<dt>Failed</dt><dd>2</dd>"))
    #expect(!page.contains("class=\"best\""))
  }

  @Test func aRegressionHasItsMeasure() throws {
    let page = try report([outcome(0, 0.25)], measure: .meanSquaredError).page()
    #expect(page.contains("<dt>Best validation MSE</dt><dd>0.25</dd>"))
    #expect(page.contains(">validation MSE</text>"))
  }
}
