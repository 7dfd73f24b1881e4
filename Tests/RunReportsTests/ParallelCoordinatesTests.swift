import Testing

@testable import RunReports

struct ParallelCoordinatesTests {
  private func plot(
    _ options: [(String, [String])], errors: [Double?]
  ) -> ParallelCoordinates {
    ParallelCoordinates(
      axes: options.map(CoordinateAxis.init(name:words:)) + [
        CoordinateAxis(name: "validation error (%)", numbers: errors)
      ], tips: errors.indices.map { "trial \($0 + 1)" }, summary: "Three trials.")
  }

  @Test(arguments: ParallelCoordinatesFrame.Form.allCases)
  func linesFromTheWorstToTheBest(form: ParallelCoordinatesFrame.Form) {
    let values = plot([("rate", ["1", "2", "3", "4"])], errors: [1, 2, 3, nil]).values(form)
    #expect(values.lines.map(\.tip) == ["trial 4", "trial 3", "trial 2", "trial 1", "trial 1"])
    #expect(values.lines.map(\.style) == ["failed", "finished", "finished", "halo", "leader"])
    #expect(values.lines.dropFirst().map(\.share) == ["100%", "50%", "0%", "0%"])
    #expect(values.bestPoints.count == 2)
    // A trial without a result ends at the last option.
    #expect(!values.lines[0].path.contains("C"))
  }

  @Test func placesOfUprightAxes() {
    let values = plot([("rate", ["1", "2"])], errors: [5, 10]).values(.upright)
    #expect(values.size == "960 372")
    #expect(values.axes.map(\.path) == ["M21.5 28V348", "M928 28V348"])
    #expect(values.lines.last?.path == "M21.5 334C474.8 334 474.8 334 928 334")
    #expect(values.lines.first?.path == "M21.5 42C474.8 42 474.8 42 928 42")
    #expect(values.axes[0].ticks.map(\.anchor) == ["end", "end"])
    #expect(values.axes[1].ticks.map(\.anchor).allSatisfy { $0 == "start" })
  }

  @Test func labelsWithoutRoomAreLeftOut() {
    let numbers = ["0.001", "0.0011", "0.0012", "0.0013", "0.1"]
    let values = plot([("rate", numbers)], errors: [1, 2, 3, 4, 5]).values(.stacked)
    #expect(values.axes[0].ticks.map(\.text).contains("0.001"))
    #expect(values.axes[0].ticks.map(\.text).contains("0.1"))
    #expect(!values.axes[0].ticks.map(\.text).contains("0.0011"))
  }

  @Test func longTitlesHaveTwoRows() {
    let names = (1...8).map { "improvement-threshold-\($0)" }
    let axes = names.map { ($0, ["1", "2"]) }
    let values = plot(axes, errors: [1, 2]).values(.upright)
    let titles = values.axes.flatMap(\.labels).filter { $0.style == "title" }
    #expect(Set(titles.map(\.y)).count == 2)
    // On narrow windows each has a row of its own.
    let stacked = plot(axes, errors: [1, 2]).values(.stacked)
    #expect(stacked.axes.dropLast().flatMap(\.labels).map(\.text) == names)
  }
}
