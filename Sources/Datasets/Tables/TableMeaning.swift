/// The schema of the training table, which the tables of the other sets must follow.
struct TableMeaning {
  let file: String
  let layout: TableLayout
  /// The words of each column; other words are errors.
  let words: [TableWords]
  let target: TableTarget
  /// The shape of the images that the features make, if they do.
  let imageShape: [Int]?
  /// Whether the features are pixels from 0 to 255.
  let isLevels: Bool

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

/// The targets in the label column of a table.
enum TableTarget: Equatable {
  /// Classes with these names; a label is the position of a name.
  case words([String])
  /// Classes named by these whole numbers.
  case wholeNumbers([Float], numbers: [Float: Int32])
  /// Numbers, named after their column.
  case numbers(String)

  /// The target that labels have.
  ///
  /// Whole numbers are classes if they run from 0 without gaps, if the column is called `label` or
  /// `class`, or if the features are pixels.
  init(
    _ column: TableLayout.Column, words: TableWords, labels: [Float], isImage: Bool,
    form: TableOptions.TargetForm
  ) {
    if column.isWord {
      self = .words(words.sorted)
      return
    }
    self = .numbers(column.name)
    guard form == .automatic else { return }
    var different: Set<Float> = []
    for label in labels {
      guard label == label.rounded(), abs(label) < 0x1p24 else { return }
      different.insert(label)
      guard different.count <= TableWords.classes else { return }
    }
    let isCounted = different.allSatisfy { $0 >= 0 && $0 < Float(different.count) }
    let isNamed = ["label", "class"].contains(column.name.lowercased())
    guard isCounted || isNamed || isImage else { return }
    let sorted = different.sorted()
    self = .wholeNumbers(
      sorted,
      numbers: Dictionary(uniqueKeysWithValues: sorted.enumerated().map { ($1, Int32($0)) }))
  }

  /// The number of classes.
  var count: Int {
    switch self {
    case .words(let names): names.count
    case .wholeNumbers(let sorted, _): sorted.count
    case .numbers: 0
    }
  }

  /// Whether a label is one that this target has.
  func has(_ label: Float) -> Bool {
    switch self {
    case .words, .numbers: true
    case .wholeNumbers(_, let numbers): numbers[label] != nil
    }
  }

  /// The text of a number, without a decimal point if it is a whole number.
  static func name(_ label: Float) -> String {
    label == label.rounded() && abs(label) < 0x1p24 ? "\(Int(label))" : "\(label)"
  }

  /// The corresponding target of a data set.
  var target: Dataset.Target {
    switch self {
    case .words(let names): .classes(names)
    case .wholeNumbers(let sorted, _): .classes(sorted.map(Self.name))
    case .numbers(let name): .numbers([name])
    }
  }
}
