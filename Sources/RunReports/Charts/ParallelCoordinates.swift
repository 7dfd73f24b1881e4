/// A plot of parallel coordinates, laid out as the numbers of an SVG: an axis for each quantity of
/// the trials, and a line across the axes for each trial.
struct ParallelCoordinates {
  /// The axes, each with a value for each trial, the best trial first. The last has the results,
  /// which may be missing.
  let axes: [CoordinateAxis]
  /// The texts that appear over the lines.
  let tips: [String]
  /// The picture in words.
  let summary: String

  /// The tags of the template.
  func values(_ form: ParallelCoordinatesFrame.Form) -> ParallelCoordinatesValues {
    let frame = ParallelCoordinatesFrame(form, of: axes)
    let positions = axes.map(\.spreadPositions)
    let points = tips.indices.map { trial in
      positions.enumerated().compactMap { index, positions in
        positions[trial].map { frame.point(axis: index, position: $0) }
      }
    }
    return ParallelCoordinatesValues(
      form: form.rawValue,
      size: "\(LineChart.number(frame.width)) \(LineChart.number(frame.height))",
      summary: summary, axes: axes.indices.map { values(ofAxis: $0, in: frame) },
      lines: lines(through: points, in: frame),
      bestPoints: points.prefix(1).flatMap { $0 }.map {
        .init(x: LineChart.number($0.x), y: LineChart.number($0.y))
      })
  }

  /// The lines in the order of drawing: those without a result, then from the worst to the best.
  private func lines(
    through points: [[ParallelCoordinatesFrame.Point]], in frame: ParallelCoordinatesFrame
  ) -> [ParallelCoordinatesValues.Line] {
    func line(_ trial: Int, style: String) -> ParallelCoordinatesValues.Line {
      let result = axes.last?.positions[trial] ?? 0
      return .init(
        style: style, share: "\(LineChart.number(result * 100))%",
        path: frame.path(through: points[trial]), tip: tips[trial])
    }
    let (finished, failed) = (
      tips.indices.filter { axes.last?.positions[$0] != nil },
      tips.indices.filter { axes.last?.positions[$0] == nil }
    )
    return failed.map { line($0, style: "failed") }
      + finished.dropFirst().reversed().map { line($0, style: "finished") }
      + finished.prefix(1).flatMap { [line($0, style: "halo"), line($0, style: "leader")] }
  }

  private func values(
    ofAxis index: Int, in frame: ParallelCoordinatesFrame
  ) -> ParallelCoordinatesValues.Axis {
    .init(
      path: frame.axisPath(index), ticks: frame.ticks(ofAxis: index),
      labels: frame.labels(ofAxis: index))
  }
}
