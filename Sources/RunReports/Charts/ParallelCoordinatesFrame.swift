/// The places of the axes of parallel coordinates, and of the texts beside them.
struct ParallelCoordinatesFrame {
  /// How the axes lie.
  enum Form: String, CaseIterable {
    /// Upright, side by side, for wide windows.
    case upright
    /// Horizontal, one below the other, for narrow windows.
    case stacked
  }

  /// A place in the picture.
  struct Point: Equatable {
    let x: Double, y: Double
  }

  let form: Form
  /// The size of the picture, in units of about a pixel of the windows that it is for.
  let width: Double, height: Double
  let axes: [CoordinateAxis]
  /// The lower and the upper end of an upright axis, or the left and the right end of another.
  let low: Double, high: Double
  /// Where the first and the last axis are.
  private let first: Double, last: Double
  /// The titles of upright axes.
  let titles: ParallelCoordinatesTitles

  private static let wideWidth = 960.0
  private static let narrowWidth = 368.0
  /// The length of an upright axis.
  private static let length = 320.0
  /// The distance between axes one below the other.
  private static let distance = 98.0
  /// What an axis has beyond its values.
  private static let overhang = 14.0
  /// The width of a letter in system fonts: of a digit, and of the letters of a word with wide ones.
  static let (letter, wideLetter) = (9.0, 10.5)
  /// From an axis to the text beside it.
  static let textGap = 9.0
  private static let margin = 16.0
  /// The longest label of a tick.
  private static let mostLetters = 16

  init(_ form: Form, of axes: [CoordinateAxis]) {
    self.form = form
    self.axes = axes
    let steps = Double(max(1, axes.count - 1))
    switch form {
    case .upright:
      width = Self.wideWidth
      let (left, right) = (axes.first.map(Self.labelWidth), axes.last.map(Self.labelWidth))
      let start = (left ?? 0) + Self.textGap + 2
      last = width - (right ?? 0) - Self.textGap - 2
      let step = (last - start) / steps
      first = start
      titles = ParallelCoordinatesTitles(
        axes.indices.map { (axes[$0].name, start + Double($0) * step) }, width: width)
      high = titles.height + 8
      low = high + Self.length
      height = low + 24
    case .stacked:
      width = Self.narrowWidth
      (low, high) = (Self.margin, width - Self.margin)
      first = 36
      last = first + steps * Self.distance
      height = last + 30
      titles = ParallelCoordinatesTitles([], width: width)
    }
  }

  private static func labelWidth(_ axis: CoordinateAxis) -> Double {
    Double(axis.ticks.map { shortened($0.label).count }.max() ?? 0) * wideLetter
  }

  static func shortened(_ label: String) -> String {
    label.count > mostLetters ? "\(label.prefix(mostLetters - 1))…" : label
  }

  /// The place of an axis across it.
  func place(ofAxis index: Int) -> Double {
    first + (last - first) * Double(index) / Double(max(1, axes.count - 1))
  }

  /// The place of a value on an axis.
  func point(axis index: Int, position: Double) -> Point {
    let direction = low < high ? 1.0 : -1.0
    let (start, end) = (low + direction * Self.overhang, high - direction * Self.overhang)
    let along = start + position * (end - start)
    let across = place(ofAxis: index)
    return form == .upright ? Point(x: across, y: along) : Point(x: along, y: across)
  }

  /// A smooth curve that crosses each axis at a right angle.
  func path(through points: [Point]) -> String {
    guard let start = points.first else { return "" }
    return zip(points, points.dropFirst()).reduce("M\(text(start))") { path, ends in
      let (from, to) = ends
      let controls =
        switch form {
        case .upright:
          (Point(x: (from.x + to.x) / 2, y: from.y), Point(x: (from.x + to.x) / 2, y: to.y))
        case .stacked:
          (Point(x: from.x, y: (from.y + to.y) / 2), Point(x: to.x, y: (from.y + to.y) / 2))
        }
      return path + "C\(text(controls.0)) \(text(controls.1)) \(text(to))"
    }
  }

  private func text(_ point: Point) -> String {
    "\(LineChart.number(point.x)) \(LineChart.number(point.y))"
  }

  /// The line of an axis.
  func axisPath(_ index: Int) -> String {
    let place = LineChart.number(place(ofAxis: index))
    let (low, high) = (LineChart.number(low), LineChart.number(high))
    return form == .upright ? "M\(place) \(high)V\(low)" : "M\(low) \(place)H\(high)"
  }
}
