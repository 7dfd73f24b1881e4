/// Rows of cells under one another, for texts of reports.
package enum TextTable {
  /// The rows as lines.
  ///
  /// - Parameters:
  ///   - rows: as many cells in each; the first row is the head.
  ///   - left: the columns that begin at the left; all others end at the right.
  package static func text(_ rows: [[String]], left: Set<Int> = []) -> String {
    let widths = (rows.first ?? []).indices.map { column in
      rows.map { $0[column].count }.max() ?? 0
    }
    return rows.map { row in
      var line = row.enumerated().map { column, cell in
        let space = String(repeating: " ", count: widths[column] - cell.count)
        return left.contains(column) ? cell + space : space + cell
      }.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }.joined(separator: "\n")
  }
}
