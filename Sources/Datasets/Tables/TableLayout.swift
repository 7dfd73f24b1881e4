/// The columns of a table, by its first rows and the options.
struct TableLayout: Equatable {
  /// The role of a column.
  enum Role: Equatable {
    case feature
    case label
    /// A column that is not read: one that the options leave out, the row numbers that pandas and R
    /// write into a first column without a name, or one that a trained model does not know.
    case ignored
  }

  /// A column.
  struct Column: Equatable {
    /// The name in the header, or the number from 1 on where there is none.
    var name: String
    var role: Role
    /// Whether the fields are categories rather than numbers.
    var isCategorical: Bool
  }

  var hasHeader: Bool
  var columns: [Column]
  /// The shape of an image, where the features may be pixels.
  var imageShape: [Int]?
  /// Whether only the number of columns suggests pixels, so that all values must be grey levels.
  var isImageByCount: Bool

  /// The column of the labels; `nil` in a table for prediction.
  var label: Int?

  /// The columns of features, in the order of the values of an example.
  var features: [Int]

  /// Whether some features are categories.
  var hasCategories: Bool { columns.contains { $0.role == .feature && $0.isCategorical } }
}

extension TableLayout {
  /// The columns that the first rows of a table show.
  ///
  /// The first row is a header if one of its fields is a word above numbers, or if all of its
  /// fields are different words that do not occur again in their columns.
  ///
  /// - Throws: the problem, if there is no label column or no feature.
  init(rows: [[String]], options: TableOptions) throws(TableError) {
    let fields = rows.map { $0.map { TableField($0) } }
    let hasHeader = Self.hasHeader(rows, fields)
    self.hasHeader = hasHeader
    let width = rows[0].count
    let names = hasHeader ? rows[0] : (1...max(1, width)).map(String.init)
    if hasHeader {
      var seen: Set<String> = []
      for name in names where !seen.insert(name).inserted {
        throw .duplicateColumn(name)
      }
    }
    let values = hasHeader ? fields.dropFirst() : fields[...]
    func place(of name: String) -> Int? {
      (hasHeader ? names.firstIndex(of: name) : nil) ?? Self.place(ofNumber: name, among: width)
    }
    var ignored: Set<Int> = []
    for name in options.ignored {
      guard let column = place(of: name) else {
        if options.allowsMissingIgnored { continue }
        throw .noIgnoredColumn(name, names: hasHeader ? names : [], count: width)
      }
      ignored.insert(column)
    }
    let isIndexed = hasHeader && names[0].isEmpty && width > 2
    let candidates = names.indices.filter { !ignored.contains($0) && !(isIndexed && $0 == 0) }
    guard candidates.count > 1 else { throw .fewColumnsLeft(candidates.count) }

    let pixels = Pixels(names: names, candidates: candidates, hasHeader: hasHeader, values: values)
    let label: Int
    if let name = options.label {
      guard let column = place(of: name) else {
        throw .noLabelColumn(name, names: hasHeader ? names : [], count: width)
      }
      guard !ignored.contains(column) else { throw .ignoredLabel(name) }
      label = column
    } else {
      let named = hasHeader ? Self.labelColumn(candidates.map { names[$0] }) : nil
      label = named.map { candidates[$0] } ?? pixels?.label ?? candidates[candidates.count - 1]
    }
    self.label = label
    let isImage = pixels?.label == label
    imageShape = isImage ? pixels?.shape : nil
    isImageByCount = isImage && pixels?.isByCount == true
    let used = Set(candidates)
    columns = names.indices.map { column in
      Column(
        name: names[column],
        role: column == label ? .label : used.contains(column) ? .feature : .ignored,
        isCategorical: Self.isCategorical(
          values.compactMap { $0.indices.contains(column) ? $0[column] : nil }))
    }
    features = candidates.filter { $0 != label }
    switch options.targetForm {
    case .automatic: break
    case .classes: columns[label].isCategorical = true
    case .numbers: columns[label].isCategorical = false
    }
  }

  /// Whether a column has words rather than numbers. A word among numbers makes a column categorical
  /// as well, but only after all rows have been read, so that the note or the error names its line.
  private static func isCategorical(_ fields: [TableField]) -> Bool {
    let words = fields.count { $0 == .text }
    let numbers = fields.count { if case .number = $0 { true } else { false } }
    return words > numbers
  }

  /// The place, from 0, of a column by its number, counted from 1; `nil` for another text.
  static func place(ofNumber text: String, among count: Int) -> Int? {
    guard let number = Int(text), number >= 1, number <= count else { return nil }
    return number - 1
  }

  private static func hasHeader(_ rows: [[String]], _ fields: [[TableField]]) -> Bool {
    func below(_ column: Int) -> [TableField] {
      fields.dropFirst().compactMap { $0.indices.contains(column) ? $0[column] : nil }
    }
    func isNumber(_ field: TableField) -> Bool {
      if case .number = field { true } else { false }
    }
    let first = fields[0]
    let isOverNumbers = first.indices.contains { column in
      first[column] == .text && below(column).contains(where: isNumber)
        && !below(column).contains(.text)
    }
    if isOverNumbers { return true }
    guard Set(rows[0]).count == rows[0].count else { return false }
    return first.indices.allSatisfy { column in
      (first[column] == .text || column == 0 && rows[0][0].isEmpty)
        && !rows.dropFirst().contains {
          $0.indices.contains(column) && $0[column] == rows[0][column]
        }
    }
  }

  /// The first column with one of the usual names of labels.
  static func labelColumn(_ names: [String]) -> Int? {
    let names = names.map { $0.lowercased() }
    for name in ["label", "class", "target", "y"] {
      if let column = names.firstIndex(of: name) { return column }
    }
    return nil
  }
}
