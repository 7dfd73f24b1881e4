import Foundation

/// A chart of lines, over the epochs of a run unless it says otherwise, laid out as the numbers of an
/// SVG.
struct LineChart {
  /// A line.
  struct Series {
    let name: String
    let points: [Point]
  }

  /// A value at an epoch, or whatever the axis counts.
  struct Point: Equatable {
    let x: Double, y: Double
  }

  /// What the chart shows, such as `Error (%)`.
  let title: String
  let series: [Series]
  /// A point to mark, and what it is.
  var mark: (point: Point, text: String)?
  /// The axis below, where it does not begin at 0.
  var ownAxis: Axis?
  /// What the axis counts, in the singular and in the plural.
  var unit = (one: "epoch", many: "epochs")
  /// A value in words, for the texts that stand for the picture.
  let text: (Double) -> String

  /// The size of the picture, in units of about a pixel on a wide screen.
  static let (width, height) = (480.0, 290.0)
  /// The size of the letters, which stays readable where the picture is scaled to 360 pixels.
  static let fontSize = 14.0
  /// The width of a letter, at most, in system fonts.
  private static let letter = 7.8
  /// The most points of a line: more cannot be told apart.
  private static let mostPoints = 480
  /// The most points that get a dot each.
  private static let mostDots = 40

  private var x: Axis {
    ownAxis ?? Axis(upTo: series.flatMap(\.points).map(\.x).max() ?? 1, ticks: 6)
  }
  private var y: Axis { Axis(around: series.flatMap(\.points).map(\.y), ticks: 5) }

  /// The tags of the template.
  func values(id: String) -> ChartValues {
    let (x, y) = (x, y)
    let labels = y.ticks.map(y.text(of:))
    let widest = Double(labels.map(\.count).max() ?? 0) * Self.letter
    let nameWidth = Double(series.map(\.name.count).max() ?? 0) * Self.letter
    let frame = Frame(
      left: widest + 10, right: Self.width - (series.count > 1 ? nameWidth + 16 : 12),
      top: 32, bottom: Self.height - 46, x: x, y: y)
    let lines = series.enumerated().map { index, series in
      line(series, style: "series-\(index + 1)", in: frame)
    }
    return ChartValues(
      chartID: id, chartTitle: title, summary: summary, axisTitleX: unit.one,
      over: "over \(unit.many)", legend: series.count > 1 ? lines : [],
      isLogarithmic: y.scale == .logarithmic,
      size: "\(Self.number(Self.width)) \(Self.number(Self.height))",
      left: Self.number(frame.left), right: Self.number(frame.right),
      top: Self.number(frame.top), bottom: Self.number(frame.bottom),
      center: Self.number((frame.left + frame.right) / 2),
      axisTitleY: Self.number(Self.height - 6),
      tickTextX: Self.number(frame.left - 7), tickTextY: Self.number(frame.bottom + 19),
      xTicks: x.ticks.map { tick in
        ChartValues.Tick(place: Self.number(frame.place(x: tick)), label: x.text(of: tick))
      },
      yTicks: zip(y.ticks, labels).map { tick, label in
        ChartValues.Tick(place: Self.number(frame.place(y: tick)), label: label)
      },
      lines: lines, names: names(in: frame), mark: mark.map { marked($0, in: frame) })
  }

  /// The picture in words.
  private var summary: String {
    let ends = series.compactMap { series -> String? in
      guard let first = series.points.first, let last = series.points.last else { return nil }
      return "\(series.name): from \(text(first.y)) to \(text(last.y))"
    }
    return (ends + (mark.map { [$0.text] } ?? [])).joined(separator: "; ") + "."
  }

  private func line(_ series: Series, style: String, in frame: Frame) -> ChartValues.Line {
    let stride = max(1, (series.points.count + Self.mostPoints - 1) / Self.mostPoints)
    let points = series.points.indices.filter {
      $0.isMultiple(of: stride) || $0 == series.points.count - 1
    }.map { series.points[$0] }
    let places = points.map {
      (x: Self.number(frame.place(x: $0.x)), y: Self.number(frame.place(y: $0.y)))
    }
    let dots = zip(points, places).map { point, place in
      ChartValues.Dot(
        x: place.x, y: place.y,
        tip: "\(series.name), \(unit.one) \(Self.number(point.x, decimals: 2)): \(text(point.y))")
    }
    return ChartValues.Line(
      lineName: series.name, style: style,
      path: "M" + places.map { "\($0.x) \($0.y)" }.joined(separator: "L"),
      dots: dots.count <= Self.mostDots ? dots : [])
  }

  /// The names beside the ends of the lines, moved apart where the ends are close.
  private func names(in frame: Frame) -> [ChartValues.Name] {
    guard series.count > 1 else { return [] }
    var places = series.enumerated().compactMap { index, series in
      series.points.last.map { (index: index, y: frame.place(y: $0.y)) }
    }.sorted { $0.y < $1.y }
    for index in places.indices.dropFirst() {
      places[index].y = max(places[index].y, places[index - 1].y + Self.fontSize + 2)
    }
    let excess = max(0, (places.last?.y ?? 0) - frame.bottom)
    return places.map { place in
      ChartValues.Name(
        x: Self.number(frame.right + 12), y: Self.number(place.y - excess + Self.fontSize * 0.35),
        text: series[place.index].name, style: "series-\(place.index + 1)")
    }
  }

  private func marked(_ mark: (point: Point, text: String), in frame: Frame) -> ChartValues.Mark {
    let (x, width) = (frame.place(x: mark.point.x), Double(mark.text.count) * Self.letter)
    // The text stays within the picture.
    let start = min(max(x - width / 2, 2), Self.width - 2 - width)
    return ChartValues.Mark(
      x: Self.number(x), y: Self.number(frame.place(y: mark.point.y)),
      textX: Self.number(start + width / 2), markText: mark.text)
  }

  /// A number of the SVG.
  static func number(_ value: Double, decimals: Int = 1) -> String {
    let text = String(format: "%.\(decimals)f", value)
    return text.contains(".")
      ? String(text.reversed().drop { $0 == "0" }.drop { $0 == "." }.reversed()) : text
  }
}

/// The rectangle that lines are drawn in, with its axes.
private struct Frame {
  let left: Double, right: Double, top: Double, bottom: Double
  let x: Axis, y: Axis

  func place(x value: Double) -> Double { left + x.position(of: value) * (right - left) }
  func place(y value: Double) -> Double { bottom - y.position(of: value) * (bottom - top) }
}
