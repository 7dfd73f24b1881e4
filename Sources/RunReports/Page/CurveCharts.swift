import Training

/// The charts of a learning curve: the training loss, and the errors.
struct CurveCharts {
  /// The charts that have points.
  let values: [ChartValues]

  init(_ curve: LearningCurve, measure: Measure) {
    let scale = measure == .errorRate ? 100.0 : 1
    func points(_ measurements: [LearningCurve.Measurement]) -> [LineChart.Point] {
      measurements.map { LineChart.Point(x: $0.epoch, y: Axis.placeable($0.error * scale)) }
    }
    let costs = curve.validations.compactMap { measurement in
      measurement.trainingCost.map { LineChart.Point(x: measurement.epoch, y: Axis.placeable($0)) }
    }
    let loss = LineChart(
      title: "Training loss", series: [.init(name: "Training loss", points: costs)],
      text: PageText.number)
    let errors = [("Validation", curve.validations), ("Test", curve.tests)].filter { !$1.isEmpty }
    let error = LineChart(
      title: measure == .errorRate ? "Error (%)" : "Mean squared error",
      series: errors.map { .init(name: $0.0, points: points($0.1)) },
      mark: curve.best.map { best in
        (
          LineChart.Point(x: best.epoch, y: Axis.placeable(best.error * scale)),
          "best: \(measure.text(best.error)), epoch \(PageText.epoch(best.epoch))"
        )
      }, text: { measure.text($0 / scale) })
    values =
      (costs.isEmpty ? [] : [loss.values(id: "loss")])
      + (errors.isEmpty ? [] : [error.values(id: "error")])
  }
}
