/// The values of a plot of parallel coordinates in the template: each member is a tag.
struct ParallelCoordinatesValues {
  /// A tick of an axis, and its label.
  struct Tick {
    let path: String, x: String, y: String, anchor: String, text: String
  }

  /// A text beside an axis.
  struct Label {
    let style: String, x: String, y: String, anchor: String, text: String
  }

  /// An axis.
  struct Axis {
    let path: String
    let ticks: [Tick]
    let labels: [Label]
  }

  /// A line through all axes.
  struct Line {
    let style: String, share: String, path: String, tip: String
  }

  /// A place on the best line.
  struct Point {
    let x: String, y: String
  }

  let form: String, size: String, summary: String
  let axes: [Axis]
  let lines: [Line]
  let bestPoints: [Point]
}
