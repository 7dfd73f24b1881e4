/// The texts beside the axes.
extension ParallelCoordinatesFrame {
  /// The ticks of an axis, those without a label left out where there is no room for it.
  func ticks(ofAxis index: Int) -> [ParallelCoordinatesValues.Tick] {
    var end = -Double.infinity
    return axes[index].ticks.compactMap { tick in
      let point = point(axis: index, position: tick.position)
      let label = Self.shortened(tick.label)
      let length = Double(label.count) * Self.letter
      let edge = Double(label.count) * Self.wideLetter / 2
      // An upright axis has its labels one above the other.
      let (middle, half) =
        form == .upright
        ? (-point.y, LineChart.fontSize * 0.55)
        : (min(max(point.x, edge), width - edge), length / 2 + 3)
      guard middle - half >= end else { return nil }
      end = middle + half
      let (x, y) = (LineChart.number(point.x), LineChart.number(point.y))
      switch form {
      case .upright:
        let isLast = index == axes.count - 1
        return .init(
          path: "M\(x) \(y)h\(isLast ? 5 : -5)",
          x: LineChart.number(point.x + (isLast ? Self.textGap : -Self.textGap)),
          y: LineChart.number(point.y + LineChart.fontSize * 0.35),
          anchor: isLast ? "start" : "end", text: label)
      case .stacked:
        return .init(
          path: "M\(x) \(y)v5", x: LineChart.number(middle), y: LineChart.number(point.y + 20),
          anchor: "middle", text: label)
      }
    }
  }

  /// The title of an axis, and the note that it is logarithmic.
  func labels(ofAxis index: Int) -> [ParallelCoordinatesValues.Label] {
    let place = place(ofAxis: index)
    let note = axes[index].isLogarithmic ? ["logarithmic"] : []
    switch form {
    case .upright:
      let half = Double("logarithmic".count) * Self.letter / 2
      return [titles.labels[index]]
        + note.map {
          .init(
            style: "tick", x: LineChart.number(min(max(place, half), width - half)),
            y: LineChart.number(low + 19), anchor: "middle", text: $0)
        }
    case .stacked:
      let y = LineChart.number(place - 12)
      return [
        .init(
          style: "title", x: LineChart.number(low), y: y, anchor: "start", text: axes[index].name)
      ]
        + note.map {
          .init(style: "tick", x: LineChart.number(high), y: y, anchor: "end", text: $0)
        }
    }
  }
}
