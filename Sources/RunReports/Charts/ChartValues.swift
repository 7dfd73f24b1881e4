/// The values of a chart in the template: each member is a tag. A member that may be absent has a
/// name that nothing around it has, since a tag without a value is looked for further out.
struct ChartValues {
  /// A tick of an axis.
  struct Tick {
    let place: String, label: String
  }

  /// A point of a line.
  struct Dot {
    let x: String, y: String, tip: String
  }

  /// A line, and the name that the legend has.
  struct Line {
    let lineName: String, style: String, path: String
    let dots: [Dot]
  }

  /// The name of a line beside its end.
  struct Name {
    let x: String, y: String, text: String, style: String
  }

  /// A marked point.
  struct Mark {
    let x: String, y: String, textX: String, markText: String
  }

  let chartID: String, chartTitle: String, summary: String
  /// What stands below the axis, and what it goes over.
  let axisTitleX: String, over: String
  let legend: [Line]
  let isLogarithmic: Bool
  let size: String
  let left: String, right: String, top: String, bottom: String, center: String
  let axisTitleY: String, tickTextX: String, tickTextY: String
  let xTicks: [Tick], yTicks: [Tick]
  let lines: [Line]
  let names: [Name]
  let mark: Mark?
}
