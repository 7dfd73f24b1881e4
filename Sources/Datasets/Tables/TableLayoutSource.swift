/// Where the layout of a table's columns comes from.
enum TableLayoutSource {
  /// Its first rows, since it is the table of the training set.
  ///
  /// - Parameter categoricalColumns: the columns that are categorical, even if the first rows have
  ///   numbers.
  case firstRows(TableOptions, categoricalColumns: [Int] = [])
  /// The table of the training set, since it is that of another set.
  case schema(TableSchema)
  /// A model, which predicts for its rows.
  ///
  /// - Parameter features: the columns of the table that the model was trained on, if it was.
  case prediction(TableFeatures?, valueCount: Int)

  /// The number of first rows that decide the layout, a header included.
  var sampleRows: Int {
    switch self {
    case .firstRows: 20
    case .schema, .prediction: 1
    }
  }

  /// Whether the table may have a single column, and so no delimiter.
  var allowsOneColumn: Bool {
    guard case .prediction(let features, let valueCount) = self else { return false }
    return (features?.columns.count ?? valueCount) == 1
  }

  /// Whether an entry that is no number, in a column of numbers, is an error at once, because it
  /// cannot make the column a categorical one.
  func requiresNumber(isLabel: Bool) -> Bool {
    switch self {
    case .firstRows(let options, _): isLabel && options.targetForm == .numbers
    case .schema, .prediction: true
    }
  }

  /// The layout, and the categories of each column, to which those that are read are added.
  ///
  /// - Throws: the problem, if the columns are not the expected ones.
  func layout(
    of rows: [[String]]
  ) throws(TableError) -> (layout: TableLayout, vocabularies: [TableVocabulary]) {
    switch self {
    case .firstRows(let options, let categoricalColumns):
      var layout = try TableLayout(rows: rows, options: options)
      for column in categoricalColumns { layout.columns[column].isCategorical = true }
      return (layout, layout.columns.map { _ in TableVocabulary() })
    case .schema(let schema):
      try schema.check(rows[0])
      return (schema.layout, schema.vocabularies)
    case .prediction(let features?, _):
      let layout = try TableLayout(features, firstRow: rows[0])
      var vocabularies = layout.columns.map { _ in TableVocabulary() }
      for (position, column) in zip(layout.features, features.columns) {
        vocabularies[position] = TableVocabulary(closed: column.categories ?? [])
      }
      return (layout, vocabularies)
    case .prediction(nil, let valueCount):
      let layout = try TableLayout(valueCount: valueCount, firstRow: rows[0])
      return (layout, layout.columns.map { _ in TableVocabulary() })
    }
  }

  /// The file of the training table; `nil` if it is not there.
  var trainingFile: String? {
    if case .schema(let schema) = self { schema.file } else { nil }
  }
}
