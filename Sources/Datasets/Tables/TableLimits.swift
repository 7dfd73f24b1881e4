/// The largest tables that are read.
enum TableLimits {
  /// Different categories in a column of features.
  static let categories = 100
  /// Classes in a label column.
  static let classes = 1000
  /// Different categories that are counted.
  static let countedCategories = 10_000

  /// Bytes of a field.
  static let fieldSize = 1 << 16
  /// Columns.
  static let columns = 1 << 17
  /// Bytes of the first rows, which are kept until they decide the layout.
  static let sampleSize = 1 << 24
}
