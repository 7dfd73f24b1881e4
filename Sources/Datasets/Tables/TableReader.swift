/// Reads the tables of a data set.
struct TableReader {
  let options: TableOptions
  let open: (String) throws -> ContentReader

  /// The training table, and the schema that it gives to the others.
  func training(_ path: String) throws -> (TableRows, TableSchema) {
    var rows = try scan(path)
    if let missing = rows.nonNumeric.firstMissing { throw missing }
    // A column that begins with numbers and continues with text is read again, as categories.
    let first = rows.nonNumeric
    if !first.categoricalColumns.isEmpty {
      rows = try scan(path, categoricalColumns: first.categoricalColumns)
      if let missing = rows.nonNumeric.firstMissing { throw missing }
      for column in first.categoricalColumns
      where rows.layout.columns[column].role == .feature
        && rows.vocabularies[column].count > TableLimits.categories
      {
        if let error = first.text(column, orAtMost: TableLimits.categories) { throw error }
      }
    }
    try rows.checkCategories()
    return (rows, TableSchema(rows, options))
  }

  /// The table of another set.
  func part(_ path: String, _ schema: TableSchema) throws -> TableRows {
    try scan(path, schema: schema)
  }

  private func scan(
    _ path: String, schema: TableSchema? = nil, categoricalColumns: [Int] = []
  ) throws -> TableRows {
    let content = try open(path)
    guard let delimiter = try TableDelimiter(content) else {
      throw DatasetError(file: path, TableError.noTable)
    }
    return try TableScan(
      content, delimiter: delimiter, options: options, schema: schema,
      categoricalColumns: categoricalColumns
    ).run()
  }
}
