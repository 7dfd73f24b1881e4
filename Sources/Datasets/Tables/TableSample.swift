/// The first rows of a table, which decide the layout of its columns.
struct TableSample {
  /// The fields of a row, and the line that it begins in.
  struct Row {
    let line: Int
    var fields: [String]
  }

  private(set) var rows: [Row] = []
  private var fields: [String] = []
  private var byteCount = 0

  /// The number of rows that are wanted.
  let rowLimit: Int

  /// A sample of so many rows, a header included.
  init(rowLimit: Int) { self.rowLimit = rowLimit }

  /// Whether all rows that decide the layout have been read.
  var isFull: Bool { rows.count >= rowLimit }

  /// Adds a field to the current row.
  mutating func append(_ field: String) throws(TableError) {
    fields.append(field)
    byteCount += field.utf8.count + 16
    guard fields.count <= TableLimits.columns, byteCount <= TableLimits.sampleSize else {
      throw .longRow
    }
  }

  /// Ends the row.
  mutating func endRow(line: Int) {
    rows.append(Row(line: line, fields: fields))
    fields = []
  }
}
