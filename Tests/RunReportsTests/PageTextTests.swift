import Testing

@testable import RunReports

struct PageTextTests {
  @Test(arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")])
  func counts(value: Int, text: String) { #expect(PageText.count(value) == text) }

  @Test(arguments: [
    (4.808, "4.81 s"), (16.52, "16.5 s"), (59.6, "1 min 0 s"), (361, "6 min 1 s"),
    (6420, "1 h 47 min"), (1e300, "–"), (-1, "–"), (.nan, "–"), (.infinity, "–"),
  ])
  func durations(seconds: Double, text: String) { #expect(PageText.duration(seconds) == text) }

  @Test(arguments: [(0.0099, "0.99 %"), (Double.nan, "–")])
  func percentages(fraction: Double, text: String) {
    #expect(PageText.percent(fraction) == text)
  }
}
