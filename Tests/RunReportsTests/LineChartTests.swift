import Testing

@testable import RunReports

struct LineChartTests {
  private func chart(_ series: (String, [Double])...) -> LineChart {
    LineChart(
      title: "Error (%)",
      series: series.map { name, values in
        LineChart.Series(
          name: name,
          points: values.enumerated().map { LineChart.Point(x: Double($0 + 1), y: $1) })
      }, text: { "\($0)" })
  }

  @Test func aLine() {
    let values = chart(("Training loss", [10, 5])).values(id: "loss")
    #expect(values.yTicks.map(\.label) == ["0", "2", "4", "6", "8", "10"])
    #expect(values.xTicks.map(\.label) == ["0", "1", "2"])
    // One line needs no legend, and no name beside it.
    #expect(values.legend.isEmpty)
    #expect(values.names.isEmpty)
    #expect(values.lines.map(\.path) == ["M246.8 32L468 138"])
    #expect(
      values.lines[0].dots.map(\.tip) == [
        "Training loss, epoch 1: 10.0", "Training loss, epoch 2: 5.0",
      ])
    #expect(values.summary == "Training loss: from 10.0 to 5.0.")
  }

  @Test func namesOfLinesThatEndTogetherAreApart() throws {
    let values = chart(("Validation", [9, 1.01]), ("Test", [8, 1])).values(id: "error")
    #expect(values.legend.map(\.lineName) == ["Validation", "Test"])
    #expect(values.names.map(\.text) == ["Validation", "Test"])
    let places = try values.names.map { try #require(Double($0.y)) }
    #expect(places[1] - places[0] >= LineChart.fontSize)
  }

  @Test func namesStayAboveTheAxis() throws {
    let values = chart(("Validation", [9, 0]), ("Test", [8, 0])).values(id: "error")
    let last = try #require(values.names.last.flatMap { Double($0.y) })
    #expect(try last < #require(Double(values.bottom)) + LineChart.fontSize)
  }

  @Test(arguments: [1.0, 2.0])
  func theTextOfAMarkIsInsideThePicture(x: Double) throws {
    var chart = chart(("Validation", [9, 1]))
    let text = "best: 0.99 %, epoch 1"
    chart.mark = (LineChart.Point(x: x, y: 9), text)
    let mark = try #require(chart.values(id: "error").mark)
    let (middle, half) = (try #require(Double(mark.textX)), Double(text.count) * 7.8 / 2)
    #expect(middle - half >= 0 && middle + half <= LineChart.width)
  }

  @Test func longLinesAreThinned() {
    let values = chart(("Training loss", (0..<5000).map { 1 / Double($0 + 1) })).values(id: "loss")
    #expect(values.lines[0].path.split(separator: "L").count < 600)
    #expect(values.lines[0].dots.isEmpty)
  }

  @Test(arguments: [(1.0, "1"), (2.50, "2.5"), (0.04, "0"), (100, "100")])
  func numbers(value: Double, text: String) { #expect(LineChart.number(value) == text) }
}
