/// The feature columns of a table, by which a trained model finds its features in other tables.
public struct TableFeatures: Sendable, Equatable, Codable {
  /// A column.
  public struct Column: Sendable, Equatable, Codable {
    /// The name in the header, or the number of the column, counted from 1, in a table without one.
    public let name: String
    /// The categories, which are one-hot encoded; `nil` for a column of numbers.
    public let categories: [String]?

    /// A column of numbers, or of one of some categories.
    public init(name: String, categories: [String]? = nil) {
      self.name = name
      self.categories = categories
    }
  }

  /// Whether the first row of the table has the names of the columns.
  public let hasHeader: Bool
  /// The columns, in the order of the values of an example.
  public let columns: [Column]

  /// Columns of a table with or without a header.
  public init(hasHeader: Bool, columns: [Column]) {
    self.hasHeader = hasHeader
    self.columns = columns
  }

  /// The number of values of an example.
  package var valueCount: Int { columns.reduce(0) { $0 + ($1.categories?.count ?? 1) } }

  /// The name of each value of an example: that of its column or, in the one-hot encoding of a
  /// categorical one, `column=category`.
  public var valueNames: [String] {
    columns.flatMap { column in
      column.categories.map { $0.map { "\(column.name)=\($0)" } } ?? [column.name]
    }
  }
}
