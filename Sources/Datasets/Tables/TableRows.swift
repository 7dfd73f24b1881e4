/// The rows of a table that have been read.
struct TableRows {
  let file: String
  let layout: TableLayout
  /// The categories of each column that has some.
  let vocabularies: [TableVocabulary]
  let values: TableValues
  /// The labels: numbers, or indices of categories; none in a table for prediction.
  let labels: [Float]
  let nonNumeric: NonNumericFields

  /// The error for a column with too many categories for classes or for a feature.
  static func tooManyCategories(
    file: String, _ column: TableLayout.Column, _ vocabulary: TableVocabulary, isAll: Bool
  ) -> DatasetError {
    let count = isAll ? vocabulary.count : vocabulary.count - 1
    return numbersWithCommas(file: file, column, vocabulary)
      ?? DatasetError(
        file: file, place: .part("column '\(column.name)'"),
        column.role == .label
          ? TableError.tooManyClasses(count: count, isAll: isAll)
          : .tooManyCategories(count: count, isAll: isAll))
  }

  /// The error for a feature column of numbers with commas, which would be categories.
  private static func numbersWithCommas(
    file: String, _ column: TableLayout.Column, _ vocabulary: TableVocabulary
  ) -> DatasetError? {
    guard column.role == .feature, let text = vocabulary.numberWithCommas else { return nil }
    return DatasetError(
      file: file, place: .part("column '\(column.name)'"), TableError.numbersWithCommas(text))
  }

  /// Checks the numbers of categories.
  func checkCategories() throws {
    for (column, vocabulary) in zip(layout.columns, vocabularies) where column.role != .ignored {
      if let error = Self.numbersWithCommas(file: file, column, vocabulary) { throw error }
      let limit = column.role == .label ? TableLimits.classes : TableLimits.categories
      guard vocabulary.count <= limit else {
        throw Self.tooManyCategories(file: file, column, vocabulary, isAll: true)
      }
    }
  }
}
