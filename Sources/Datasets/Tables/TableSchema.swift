/// The schema of the training table, which the tables of the other sets must follow.
struct TableSchema {
  let file: String
  let layout: TableLayout
  /// The column of the labels.
  let label: Int
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
    if row == names { return }
    let found = Set(row)
    if let missing = names.first(where: { !found.contains($0) }) {
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
  ///
  /// - Throws: `DatasetError` if there are too many different labels for classes.
  init(_ rows: TableRows, _ options: TableOptions) throws {
    file = rows.file
    layout = rows.layout
    // The layout of a training table always has a label column.
    label = rows.layout.label ?? rows.layout.columns.count - 1
    let isImage = layout.imageShape != nil && !layout.hasCategories
    isLevels = isImage && rows.values.isLevels
    imageShape = isLevels || isImage && !layout.isImageByCount ? layout.imageShape : nil
    target = TableTarget(
      layout.columns[label], vocabulary: rows.vocabularies[label], labels: rows.labels,
      isImage: imageShape != nil, form: options.targetForm)
    vocabularies = rows.vocabularies.map { TableVocabulary(closed: $0.sorted) }
    try checkClasses(rows)
  }

  /// Checks that class labels are not numbers to be predicted: most of them different numbers.
  private func checkClasses(_ rows: TableRows) throws {
    let count = vocabularies[label].count
    guard layout.columns[label].isCategorical, vocabularies[label].isNumeric,
      count > max(Self.plausibleClasses, rows.values.rows / 2)
    else { return }
    throw DatasetError(
      file: file, place: .part("column '\(layout.columns[label].name)'"),
      TableError.numbersAsClasses(count: count, rows: rows.values.rows))
  }

  /// The number of classes that is plausible in the smallest of tables.
  private static let plausibleClasses = 10

  /// The columns of features.
  var features: TableFeatures {
    TableFeatures(
      hasHeader: layout.hasHeader,
      columns: layout.features.map { column in
        TableFeatures.Column(
          name: layout.columns[column].name,
          categories: layout.columns[column].isCategorical ? vocabularies[column].categories : nil)
      })
  }

  /// The columns that are no features.
  var otherColumns: DatasetContents.OtherColumns {
    let first = layout.columns[0]
    let hasRowNumbers = first.role == .ignored && first.name.isEmpty
    return DatasetContents.OtherColumns(
      label: layout.columns[label].name,
      ignored: layout.columns.dropFirst(hasRowNumbers ? 1 : 0).filter { $0.role == .ignored }
        .map(\.name),
      hasRowNumbers: hasRowNumbers)
  }

  /// The position in the schema of each category of a column, in the order of reading.
  func places(of read: TableVocabulary, in column: Int) -> [Int] {
    let places = Dictionary(
      uniqueKeysWithValues: vocabularies[column].categories.enumerated().map { ($1, $0) })
    return read.categories.map { places[$0] ?? 0 }
  }
}
