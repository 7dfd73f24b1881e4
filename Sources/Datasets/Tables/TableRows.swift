/// The rows of a table that have been read.
struct TableRows {
  let file: String
  let layout: TableLayout
  /// The words of each column that has some.
  let words: [TableWords]
  let values: TableValues
  /// The labels: numbers, or indices of words.
  let labels: [Float]
  let exceptions: TableExceptions

  /// The error for a column with too many words for classes or for a categorical feature.
  static func tooManyWords(
    file: String, _ column: TableLayout.Column, count: Int, isAll: Bool
  ) -> DatasetError {
    DatasetError(
      file: file, place: .part("column '\(column.name)'"),
      column.role == .label
        ? TableError.tooManyClasses(count: count, isAll: isAll)
        : .tooManyCategories(count: count, isAll: isAll))
  }

  /// Checks the numbers of different words.
  func checkWords() throws {
    for (column, words) in zip(layout.columns, words) where column.role != .index {
      let limit = column.role == .label ? TableWords.classes : TableWords.features
      guard words.words.count <= limit else {
        throw Self.tooManyWords(file: file, column, count: words.words.count, isAll: true)
      }
    }
  }
}

/// The first fields in each column of numbers that are not numbers.
struct TableExceptions {
  private var missing: [Int: DatasetError] = [:]
  private var words: [Int: DatasetError] = [:]
  /// The columns with missing values, in the order of occurrence.
  private var missingColumns: [Int] = []

  func has(_ column: Int, isWord: Bool) -> Bool {
    (isWord ? words[column] : missing[column]) != nil
  }

  mutating func note(_ error: DatasetError, _ column: Int, isWord: Bool) {
    if isWord {
      words[column] = error
    } else {
      missing[column] = error
      missingColumns.append(column)
    }
  }

  /// The columns that turn out to hold words.
  var wordColumns: [Int] { words.keys.sorted() }

  /// The error for the first word of a column that has too many different ones besides numbers.
  func word(_ column: Int, orAtMost limit: Int) -> DatasetError? {
    guard let error = words[column], case TableError.notNumber(let text) = error.problem else {
      return nil
    }
    return DatasetError(
      file: error.file, place: error.place, TableError.textAmongNumbers(text, limit: limit))
  }

  /// The error for the first missing number.
  var firstMissing: DatasetError? {
    missingColumns.first { words[$0] == nil }.flatMap { missing[$0] }
  }
}
