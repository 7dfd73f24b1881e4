/// The schema of the training table, which the tables of the other sets must follow.
struct TableSchema {
  let file: String
  let layout: TableLayout
  /// The categories of each column; others are errors.
  let vocabularies: [TableVocabulary]
  let target: TableTarget
  /// The shape of the images that the features make, if they do.
  let imageShape: [Int]?
  /// Whether the features are pixels from 0 to 255.
  let isLevels: Bool

  /// The element type of the features.
  var element: ExampleValues.Element { isLevels ? .byte : .float }

  /// Checks the first row of another table.
  func check(_ row: [String]) throws(TableError) {
    guard layout.hasHeader else { return }
    let names = layout.columns.map(\.name)
    if let missing = names.first(where: { !row.contains($0) }) {
      throw .missingColumn(missing, file: file)
    }
    for (column, name) in names.enumerated() {
      guard column < row.count, row[column] == name else {
        throw .columnName(
          column + 1, expected: name, found: column < row.count ? row[column] : "", file: file)
      }
    }
    guard row.count == names.count else {
      throw .columnCount(expected: names.count, found: row.count)
    }
  }
}

extension TableSchema {
  /// The schema of the training table.
  init(_ rows: TableRows, _ options: TableOptions) {
    file = rows.file
    layout = rows.layout
    let isImage = layout.imageShape != nil && !layout.hasCategories
    isLevels = isImage && rows.values.isLevels
    imageShape = isLevels || isImage && !layout.isImageByCount ? layout.imageShape : nil
    target = TableTarget(
      layout.columns[layout.label], vocabulary: rows.vocabularies[layout.label],
      labels: rows.labels, isImage: imageShape != nil, form: options.targetForm)
    vocabularies = rows.vocabularies.map { TableVocabulary(closed: $0.sorted) }
  }

  /// The names of the features; a categorical column is one feature for each category.
  var featureNames: [String] {
    layout.features.flatMap { column in
      let name = layout.columns[column].name
      return layout.columns[column].isCategorical
        ? vocabularies[column].categories.map { "\(name)=\($0)" } : [name]
    }
  }

  /// The position in the schema of each category of a column, in the order of reading.
  func places(of read: TableVocabulary, in column: Int) -> [Int] {
    let places = Dictionary(
      uniqueKeysWithValues: vocabularies[column].categories.enumerated().map { ($1, $0) })
    return read.categories.map { places[$0] ?? 0 }
  }
}
