import Diagnostics
import Files

/// What can be wrong with a table.
enum TableError: FormatError {
  case noTable(UnreadTable)
  case misplacedQuote
  case openQuote
  case longField
  case longRow
  case fewColumnsLeft(Int)
  case noRows
  case columnCount(expected: Int, found: Int)
  case noLabelColumn(String, names: [String], count: Int)
  case noIgnoredColumn(String, names: [String], count: Int)
  case ignoredLabel(String)
  case missingColumn(String, file: String)
  case missingFeature(String, names: [String])
  case featureCount(expected: Int, found: Int)
  case columnName(Int, expected: String, found: String, file: String)
  case notNumber(String)
  case noLabel
  case textAmongNumbers(String, limit: Int)
  case unknownCategory(String, count: Int, file: String?)
  case notGreyLevel(String, file: String)
  case noGreyLevels
  case numbersWithCommas(String)
  case tooManyCategories(count: Int, isAll: Bool)
  case tooManyClasses(count: Int, isAll: Bool)
  case numbersAsClasses(count: Int, rows: Int)
  case duplicateColumn(String)
  case tablesOfOneSet(String, String)

  var description: String {
    switch self {
    case .noTable(let found): "expected a table, got \(found)"
    case .misplacedQuote:
      "expected quotes only around a whole field, and doubled ones in it, got another quote"
    case .openQuote:
      "expected a quote at the end of a field that has one at its beginning, got none"
    case .longField:
      "expected a field of at most \(TableLimits.fieldSize) bytes, got more; is a quote missing?"
    case .longRow:
      "expected at most \(TableLimits.columns) columns and first rows of at most \(TableLimits.sampleSize) bytes, got more"
    case .fewColumnsLeft(let count):
      "expected at least two columns, a feature and a label, besides the ignored ones, got"
        + " \(count == 0 ? "none" : "one")"
    case .noRows: "expected rows of values, got none"
    case .columnCount(let expected, let found):
      "expected \(expected) fields, as in the first row, got \(found)"
    case .noLabelColumn(let name, let names, let count):
      "there is no label column \(ErrorText.quoted(name))"
        + Self.suggestion(for: name, in: names, count: count)
    case .noIgnoredColumn(let name, let names, let count):
      "there is no column \(ErrorText.quoted(name)) to ignore"
        + Self.suggestion(for: name, in: names, count: count)
    case .ignoredLabel(let name):
      "the label column \(ErrorText.quoted(name)) cannot be ignored"
    case .missingColumn(let name, let file):
      "expected the columns of \(file.shownAsPath), got none called \(ErrorText.quoted(name))"
    case .missingFeature(let name, let names):
      "expected a column \(ErrorText.quoted(name)), as in the table that the model was trained on,"
        + " got the columns \(ErrorText.list(names))"
    case .featureCount(let expected, let found):
      "expected \(expected) columns, one for each feature of the model, got \(found)"
    case .columnName(let number, let expected, let found, let file):
      "expected column \(number) to be \(ErrorText.quoted(expected)) as in \(file.shownAsPath), got"
        + " \(ErrorText.quoted(found))"
    case .notNumber(let text):
      "expected a number, got \(Self.field(text))\(Self.hint(text))"
    case .noLabel: "expected a label, got an empty field"
    case .textAmongNumbers(let text, let limit):
      "expected a number, or at most \(limit) different words in the column, got"
        + " \(Self.field(text))\(Self.hint(text))"
    case .numbersAsClasses(let count, let rows):
      "expected classes, got \(count) different numbers in \(rows) rows; a network that predicts"
        + " numbers ends in LinearRegression()"
    case .duplicateColumn(let name):
      "expected columns of different names, got \(ErrorText.quoted(name)) twice"
    case .unknownCategory(let word, let count, let file):
      "expected one of the \(count) values of this column in"
        + " \(file?.shownAsPath ?? "the table that the model was trained on"), got"
        + " \(Self.field(word))"
    case .notGreyLevel(let value, let file):
      "expected a whole number from 0 to 255, as in \(file.shownAsPath), got \(value)"
    case .noGreyLevels:
      "expected whole numbers from 0 to 255, as in the data that the model was trained on, got others"
    case .numbersWithCommas(let text):
      "expected numbers, got \(Self.field(text))\(Self.hint(text))"
    case .tooManyCategories(let count, let isAll):
      "expected numbers, or at most \(TableLimits.categories) different words, got"
        + " \(isAll ? "" : "more than ")\(count); free text and row numbers are left out with --ignore"
    case .tooManyClasses(let count, let isAll):
      "expected at most \(TableLimits.classes) classes, got \(isAll ? "" : "more than ")\(count)"
    case .tablesOfOneSet(let first, let second):
      "expected one table of each set, got \(ErrorText.quoted(first)) and \(ErrorText.quoted(second))"
    }
  }

  /// The column that is probably meant by a name that none has, or else the first ones.
  private static func suggestion(for name: String, in names: [String], count: Int) -> String {
    if names.isEmpty { return "; the \(count) columns have no names" }
    let meant =
      names.first { $0.lowercased() == name.lowercased() } ?? nearest(to: name, in: names)
    return meant.map { "; did you mean \(ErrorText.quoted($0))?" }
      ?? "; there are \(ErrorText.list(names))"
  }

  /// How numbers are written, for one with commas.
  private static func hint(_ text: String) -> String {
    TableField.hasCommas(text)
      ? "; numbers are written with a decimal point and without separators of thousands" : ""
  }

  /// The text of a field.
  private static func field(_ text: String) -> String {
    text.isEmpty ? "an empty field" : ErrorText.quoted(text)
  }
}
