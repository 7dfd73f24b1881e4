/// The first fields in each column of numbers that are not numbers.
struct NonNumericFields {
  private var missing: [Int: DatasetError] = [:]
  private var texts: [Int: DatasetError] = [:]
  /// The columns with missing values, in the order of occurrence.
  private var missingColumns: [Int] = []

  func has(_ column: Int, isText: Bool) -> Bool {
    (isText ? texts[column] : missing[column]) != nil
  }

  mutating func note(_ error: DatasetError, _ column: Int, isText: Bool) {
    if isText {
      texts[column] = error
    } else {
      missing[column] = error
      missingColumns.append(column)
    }
  }

  /// The columns that turn out to be categorical.
  var categoricalColumns: [Int] { texts.keys.sorted() }

  /// The error for the first text of a column that has too many categories besides numbers.
  func text(_ column: Int, orAtMost limit: Int) -> DatasetError? {
    guard let error = texts[column], case TableError.notNumber(let text) = error.problem else {
      return nil
    }
    return DatasetError(
      file: error.file, place: error.place, TableError.textAmongNumbers(text, limit: limit))
  }

  /// What the user should know of a column of numbers that text makes a categorical one.
  func note(on column: Int, categories: Int) -> DatasetNote? {
    guard let error = texts[column], case TableError.notNumber(let text) = error.problem,
      case .field(let line, let name) = error.place
    else { return nil }
    return .mixedColumn(
      file: error.file, line: line, column: name, text: text, categories: categories)
  }

  /// The error for the first missing number.
  var firstMissing: DatasetError? {
    missingColumns.first { texts[$0] == nil }.flatMap { missing[$0] }
  }
}
