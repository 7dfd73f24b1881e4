/// Reads the tables of a data set.
struct TableReader {
  let options: TableOptions
  let open: (String) throws -> ContentReader

  /// The training table, and the schema that it gives to the others.
  ///
  /// - Returns: also what the user should know: the columns that are categorical only because of
  ///   some of their fields.
  func training(
    _ path: String
  ) throws -> (rows: TableRows, schema: TableSchema, notes: [DatasetNote]) {
    var notes: [DatasetNote] = []
    var rows = try TableScan(open(path), .firstRows(options)).run()
    if let missing = rows.nonNumeric.firstMissing { throw missing }
    // A column that begins with numbers and continues with text is read again, as categories.
    let first = rows.nonNumeric
    if !first.categoricalColumns.isEmpty {
      rows = try TableScan(
        open(path), .firstRows(options, categoricalColumns: first.categoricalColumns)
      ).run()
      if let missing = rows.nonNumeric.firstMissing { throw missing }
      for column in first.categoricalColumns
      where rows.layout.columns[column].role == .feature
        && rows.vocabularies[column].count > TableLimits.categories
      {
        if let error = first.text(column, orAtMost: TableLimits.categories) { throw error }
      }
      notes = first.categoricalColumns.compactMap {
        first.note(on: $0, categories: rows.vocabularies[$0].count)
      }
    }
    try rows.checkCategories()
    return (rows, try TableSchema(rows, options), notes)
  }

  /// The table of another set.
  func otherSet(_ path: String, _ schema: TableSchema) throws -> TableRows {
    try TableScan(open(path), .schema(schema)).run()
  }
}
