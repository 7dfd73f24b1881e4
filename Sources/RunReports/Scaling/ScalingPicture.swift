import Benchmarking
import ReportTemplates

extension ScalingReport {
  /// The picture of the prediction as an SVG: speed-up and efficiency over the number of processes.
  ///
  /// - Throws: the template engine's error where the template is malformed.
  public func picture() throws -> String {
    try ReportTemplate.scaling.page(ScalingPicture(report: self).values)
  }
}

/// The charts of a prediction of scaling.
struct ScalingPicture {
  /// The values of the template: each member is a tag.
  struct Values {
    /// A chart and its place.
    struct Panel {
      let x: String, panelWidth: String, panelHeight: String
      let chart: ChartValues
    }

    let title: String, style: String
    let width: String, height: String
    let panels: [Panel]
  }

  let report: ScalingReport

  private static let margin = 12.0
  private static let top = 44.0
  /// The most ticks below a chart: the names of more overlap.
  private static let mostTicks = 6

  var values: Values {
    let charts = [
      chart("Speed-up", { $0.speedup }, text: { "\(LineChart.number($0, decimals: 2)) times" }),
      chart(
        "Efficiency (%)", { $0.efficiency * 100 },
        text: { "\(LineChart.number($0)) %" }),
    ]
    return Values(
      title: "\(report.model), \(report.batchSize) images, \(report.network.name)",
      style: ReportTemplate.style,
      width: LineChart.number(2 * LineChart.width + 3 * Self.margin),
      height: LineChart.number(LineChart.height + Self.top + Self.margin),
      panels: charts.enumerated().map { index, chart in
        Values.Panel(
          x: LineChart.number(Self.margin + Double(index) * (LineChart.width + Self.margin)),
          panelWidth: LineChart.number(LineChart.width),
          panelHeight: LineChart.number(LineChart.height),
          chart: chart.values(id: index == 0 ? "speed-up" : "efficiency"))
      })
  }

  private func chart(
    _ title: String, _ value: (ScalingReport.Point) -> Double, text: @escaping (Double) -> String
  ) -> LineChart {
    LineChart(
      title: title,
      series: [("weak", report.weak), ("strong", report.strong)].filter { !$1.isEmpty }
        .map { name, points in
          LineChart.Series(
            name: name,
            points: points.map { LineChart.Point(x: Double($0.ranks), y: value($0)) })
        },
      ownAxis: axis, unit: ("ranks", "ranks"), text: text)
  }

  /// The numbers of processes on a logarithmic scale.
  private var axis: Axis {
    let ranks = Set((report.weak + report.strong).map(\.ranks)).sorted()
    let (least, greatest) = (ranks.first ?? 1, ranks.last ?? 1)
    let stride = (ranks.count + Self.mostTicks - 1) / Self.mostTicks
    return Axis(
      scale: .logarithmic, range: Double(least)...Double(max(greatest, least + 1)),
      ticks: ranks.indices.filter { $0.isMultiple(of: max(1, stride)) }.map { Double(ranks[$0]) })
  }
}
