/// The titles over axes that stand side by side, in two rows where they are long, and shortened
/// where there is no room in either.
struct ParallelCoordinatesTitles {
  /// The titles in the order of the axes.
  let labels: [ParallelCoordinatesValues.Label]
  /// The height of the rows.
  let height: Double

  private static let rowHeight = 20.0
  private static let gap = 14.0
  /// The width of a bold letter in system fonts: in most words, and in those with wide ones.
  private static let (letter, wideLetter) = (8.4, 11.2)

  /// - Parameters:
  ///   - titles: the titles, each with the place of its axis.
  ///   - width: the width of the picture.
  init(_ titles: [(text: String, x: Double)], width: Double) {
    var ends = [-Self.gap, -Self.gap]
    let placed = titles.map { title -> (text: String, x: Double, row: Int) in
      let (text, half) = (title.text, Double(title.text.count) * Self.letter / 2)
      let edge = Double(title.text.count) * Self.wideLetter / 2
      let middle = min(max(title.x, edge), width - edge)
      if let row = ends.firstIndex(where: { middle - half >= $0 + Self.gap }) {
        ends[row] = middle + half
        return (text, middle, row)
      }
      // The room on either side of the axis, in the row that has more.
      let row = ends[0] < ends[1] ? 0 : 1
      let room = max(0, min(title.x - ends[row] - Self.gap, width - title.x))
      ends[row] = title.x + room
      let letters = max(1, Int(2 * room / Self.letter) - 1)
      return ("\(text.prefix(letters))…", title.x, row)
    }
    let rows = (placed.map(\.row).max() ?? 0) + 1
    height = Double(rows) * Self.rowHeight
    labels = placed.map { title in
      .init(
        style: "title", x: LineChart.number(title.x),
        y: LineChart.number(Double(rows - title.row) * Self.rowHeight - 5), anchor: "middle",
        text: title.text)
    }
  }
}
